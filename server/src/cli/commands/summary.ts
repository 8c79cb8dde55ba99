// `netlens summary`: the layer table of each model, or the same as data.
import type { Analysis } from "../../analysis/analysis.ts";
import {
  type LayerJson,
  layersJson,
  memoryOf,
  shownParams,
  storedOf,
  summaryJson,
} from "../../analysis/summary.ts";
import { logicalCounts } from "../../ide/phase-texts.ts";
import { layersOf, paramsOf, runCost } from "../../model/costs.ts";
import type { ModelRun } from "../../model/graph.ts";
import { bytesText, countText, subtractCounts } from "../../tensor/count.ts";
import { analyzeFile } from "../files.ts";
import { colors, fail, print } from "../output.ts";
import { tableText } from "../table.ts";
import { report } from "./check.ts";

export function summary(path: string, options: { model?: string; json?: boolean; target?: string }): number {
  const analysis = analyzeFile(path, options);
  const failed = analysis.findings.some((f) => f.severity === "error");
  const models = analysis.models.filter((m) => options.model === undefined || m.part.name === options.model);
  if (options.model !== undefined && models.length === 0) {
    const names = analysis.models.map((m) => m.part.name);
    return fail(
      `${path} has no model \`${options.model}\`${names.length > 0 ? `; it has ${names.join(", ")}` : ""}`,
    );
  }
  if (options.json) {
    print(
      JSON.stringify(summaryJson(analysis, path === "/dev/stdin" ? "-" : path, options.model), undefined, 2),
    );
    return failed ? 1 : 0;
  }
  for (const { part, run, missing } of models) {
    print(colors.bold(`Model ${part.name}`));
    if (run) table(analysis, run);
    else print(`  needs ${missing.map((name) => `\`${name}\``).join(", ")} to be built\n`);
  }
  for (const training of analysis.trainings) {
    for (const [i, phase] of training.phases.entries()) {
      const line = analysis.lines.position(analysis.tree.start(phase.fit)).line + 1;
      const { trainable, total } = logicalCounts(phase);
      print(
        `Training ${training.name}, phase ${i + 1} (line ${line}): trainable ${countText(trainable)}, not trained ${countText(subtractCounts(total, trainable))}`,
      );
    }
  }
  if (analysis.findings.length > 0) process.stderr.write(report(analysis, path));
  return failed ? 1 : 0;
}

const shape = (s: LayerJson["output"]): string =>
  s === null ? "?" : `(${s.map((d) => d ?? "?").join(", ")})`;

function count(c: LayerJson["macs"]): string {
  if (c === null) return "?";
  if (typeof c === "object") return c.symbolic;
  return countText(BigInt(c));
}

function table(analysis: Analysis, run: ModelRun): void {
  const rows: string[][] = [];
  const add = (layers: readonly LayerJson[], depth: number): void => {
    for (const layer of layers) {
      const indent = "  ".repeat(depth);
      rows.push([
        `${indent}${layer.name} (${layer.class})`,
        (layer.outputs ?? [layer.output]).map(shape).join(", "),
        count(layer.quantized?.params ?? layer.params.total),
        layer.inbound.join(", "),
      ]);
      if (layer.layers) add(layer.layers, depth + 1);
    }
  };
  for (const input of run.inputs)
    rows.push([
      `${input.name} (input)`,
      shape(
        "kind" in input.type.shape
          ? null
          : input.type.shape.map((d) =>
              typeof d === "number" ? d : d.kind === "symbolic" ? d.value.text : null,
            ),
      ),
      "0",
      "",
    ]);
  add(layersJson(analysis, run), 0);
  const head = ["Layer (class)", "Output shape", "Parameters", "Connected to"];
  print(tableText(head, ["left", "left", "right", "left"], rows));
  const layers = layersOf(run);
  const stored = storedOf(layers);
  const params = shownParams(layers);
  const memory = memoryOf(run);
  const packed = stored
    ? `, quantized: ${bytesText(stored.bytes)} (Keras counts ${countText(paramsOf(layers).total)} stored numbers)`
    : "";
  print(`Parameters            ${countText(params.total)}${packed}`);
  print(`  trainable           ${countText(params.trainable)}`);
  print(`  non-trainable       ${countText(params.nonTrainable)}`);
  print(`Multiply-adds         ${countText(runCost(run, "macs"))} a sample`);
  print(`FLOPs                 ${countText(runCost(run, "flops"))} a sample`);
  print(
    `Memory                ${bytesText(memory.weights)} of weights, ${bytesText(memory.activations)} of outputs a sample`,
  );
  print("");
}
