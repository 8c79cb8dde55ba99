// What a file says, apart from how it is written: its models layer by layer, its trainings phase by phase, and its findings.
// It never looks at the text.
import { type Analysis, analyze, type Finding, type Host } from "../../analysis/analysis.ts";
import { valueText } from "../../layers/value.ts";
import { layersOf, paramsOf } from "../../model/costs.ts";
import type { GraphNode, Instance, ModelRun, TensorRef } from "../../model/graph.ts";
import { isLayer } from "../../model/references.ts";
import type { SourceFile } from "../../model/source-file.ts";
import { kerasOrder, namesOf, reachable } from "../../model/wiring.ts";
import { countText } from "../../tensor/count.ts";
import { shapeText, typeKey } from "../../tensor/tensor-type.ts";
import { applyEdits } from "../../text/edit.ts";
import type { NewFile, Refactored } from "./refactoring.ts";

/** Models and trainings as texts; with names, the layers' names are part of them. */
export function meaningOf({ models, trainings }: Analysis, names: boolean): readonly string[] {
  const named = (kind: string, name: string): string => (names ? `${kind} ${name}` : kind);
  return [
    ...models.map(({ part, run, missing }) =>
      [named("model", part.name), names ? missing.join(" ") : "", ...(run ? runLines(run, names) : [])].join(
        "\n",
      ),
    ),
    ...trainings.map(({ name, phases, states }) =>
      [
        named("training", name),
        ...phases.map((p) => `${countText(p.trainable)} ${p.stops} ${names ? p.layers.join(",") : ""}`),
        countText([...states.values()].at(-1)?.trainable ?? 0n),
      ].join("\n"),
    ),
  ];
}

function runLines(run: ModelRun, names: boolean): readonly string[] {
  const known = namesOf(run);
  const used = reachable(run);
  const order = kerasOrder(run);
  const numbers = new Map<GraphNode, string>();
  order.forEach((instance, i) => {
    instance.nodes.filter((n) => used.has(n)).forEach((node, use) => void numbers.set(node, `${i}.${use}`));
  });
  const from = ({ node, output }: TensorRef): string =>
    node.kind === "input" ? `input ${run.inputs.indexOf(node)}` : `${numbers.get(node) ?? "?"}:${output}`;
  const layer = (instance: Instance): string =>
    [
      names || !instance.part ? instance.className : instance.kind,
      names ? `${known.get(instance)?.path} ${known.get(instance)?.name}` : "",
      instance.trainable,
      argumentsOf(instance, names),
      ...(instance.built?.weights ?? []).map((w) => `${w.name} ${w.trainable} ${shapeText(w.shape)}`),
      ...instance.nodes
        .filter((n) => used.has(n))
        .map((n) => `(${n.inputs.map(from).join(" ")}) ${n.outputs.map(typeKey).join(" ")}`),
    ].join(" | ");
  return [
    ...run.inputs.map(({ name, type }) => `in ${names ? name : ""} ${typeKey(type)}`),
    ...order.flatMap((instance) => [
      layer(instance),
      ...(instance.run ? runLines(instance.run, names).map((line) => `  ${line}`) : []),
    ]),
    // What no output depends on is still written there.
    ...run.nodes
      .filter((node) => !used.has(node))
      .map(
        (n) =>
          `unused ${names || !n.instance.part ? n.instance.className : ""} ${n.outputs.map(typeKey).join(" ")}`,
      ),
    ...run.outputs.map(({ name, ref, type }) => `out ${(names && name) || ""} ${from(ref)} ${typeKey(type)}`),
    `${countText(paramsOf(layersOf(run)).total)} ${run.incomplete}`,
  ];
}

/** The arguments of a layer; a layer among them by its class. */
const argumentsOf = ({ bound, params }: Instance, names: boolean): string =>
  [...(bound?.given ?? params ?? [])]
    .filter(([name, value]) => name !== "name" && (names || !isLayer(value)))
    .map(([name, value]) => `${bound || names ? `${name}=` : ""}${valueText(value)}`)
    .sort()
    .join(",");

const counted = (texts: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
};

/** What analyses find more than one before did. */
export function newFindings(before: Analysis, ...after: readonly Analysis[]): readonly Finding[] {
  const findings = after.flatMap((one) => one.findings);
  const old = counted(before.findings.map(({ code }) => code));
  const now = counted(findings.map(({ code }) => code));
  return findings.filter(({ code }) => now.get(code)! > (old.get(code) ?? 0));
}

const kept = new WeakMap<Analysis, Map<boolean, string>>();

/** In the order of the text, or, where a part of it moves to another file, in any order. */
const together = (meaning: readonly string[]): string => meaning.toSorted().join("\n");

function meaningKept(analysis: Analysis, names: boolean): string {
  const all = kept.get(analysis) ?? new Map<boolean, string>();
  kept.set(analysis, all);
  const text = all.get(names) ?? together(meaningOf(analysis, names));
  all.set(names, text);
  return text;
}

/** The analyses of the files that a refactoring leaves: the file itself, and the new one where there is one. */
export function analysesAfter(
  analysis: Analysis,
  { edits, newFile }: Pick<Refactored, "edits" | "newFile">,
): readonly Analysis[] {
  const host = hostOf(analysis, newFile);
  const own = analyze(analysis.id, applyEdits(analysis.text, edits), host, analysis.settings);
  return newFile ? [own, analyze(newFile.path, newFile.text, host, analysis.settings)] : [own];
}

const remarksOf = ({ tree }: Analysis): readonly string[] =>
  tree.comments.map(({ start, end }) => tree.text.slice(start, end).trim());

/** Whether no remark is lost; the documentation of a declaration goes with it. */
function keepsRemarks(before: Analysis, after: readonly Analysis[], removes: boolean): boolean {
  const left = new Map(counted(after.flatMap(remarksOf)));
  return remarksOf(before).every((remark) => {
    const count = left.get(remark) ?? 0;
    left.set(remark, count - 1);
    return count > 0 || (removes && remark.startsWith("##"));
  });
}

/** Whether a file means after some edits what it meant before, and no remark is lost. */
export function keepsMeaning(
  analysis: Analysis,
  made: Pick<Refactored, "edits" | "newFile" | "renames" | "removes">,
): boolean {
  const after = analysesAfter(analysis, made);
  const names = made.renames !== true;
  return (
    keepsRemarks(analysis, after, made.removes !== undefined) &&
    newFindings(analysis, ...after).length === 0 &&
    meaningKept(analysis, names) === together(after.flatMap((one) => meaningOf(one, names)))
  );
}

/** The files the analysis has read, as they were, and one that is new. */
function hostOf(analysis: Analysis, newFile: NewFile | undefined): Host {
  const { project } = analysis.elaboration.program;
  const files = new Map<string, SourceFile>([[analysis.id, analysis.file]]);
  return {
    resolve(from, path) {
      if (path === newFile?.path) return path;
      const found = project.resolve(files.get(from) ?? analysis.file, path);
      if ("missing" in found) return path;
      files.set(found.id, found);
      return found.id;
    },
    read: (id) => (id === newFile?.path ? newFile.text : files.get(id)?.tree.text),
  };
}
