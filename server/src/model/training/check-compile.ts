// What is wrong with a `compile`: a loss that does not fit the head, a recompile that changes nothing. It never looks at
// fits that come later.
import { report } from "../../diagnostics/define.ts";
import trainLossHeadMismatch from "../../diagnostics/train-loss-head-mismatch.ts";
import { findObject } from "../../layers/catalogue.ts";
import { isSequence, type Value } from "../../layers/value.ts";
import type { NodeBase } from "../../syntax/tree.ts";
import { type Frame, here, problemAt } from "../frame.ts";
import { headOf } from "./heads.ts";
import type { Compiled, Session } from "./session.ts";

export function checkCompile(
  session: Session,
  frame: Frame,
  compiled: Compiled,
  loss: Value | undefined,
  node: NodeBase,
): void {
  const single = loss !== undefined && isSequence(loss) && loss.items.length === 1 ? loss.items[0] : loss;
  const named = single === undefined ? undefined : lossOf(single);
  const head = named && headOf(session, compiled.model);
  if (!named || !head) return;
  const problem = mismatch(named, head.activation, head.units);
  if (!problem) return;
  const layer = head.layer.place;
  problemAt(frame, report(trainLossHeadMismatch, { loss: named.name, ...problem }), here(frame, node), [
    { place: layer, message: "the head" },
  ]);
}

interface NamedLoss {
  readonly name: string;
  readonly logits: boolean;
}

function lossOf(value: Value): NamedLoss | undefined {
  if (typeof value === "object" && value?.kind === "object")
    return { name: value.definition.name, logits: value.args.get("from_logits") === true };
  const word =
    typeof value === "string"
      ? value
      : typeof value === "object" && value?.kind === "word"
        ? value.name
        : undefined;
  const definition = word === undefined ? undefined : findObject(word, "loss");
  return definition && { name: definition.name, logits: false };
}

const categorical = new Set([
  "CategoricalCrossentropy",
  "SparseCategoricalCrossentropy",
  "CategoricalFocalCrossentropy",
]);
const binary = new Set(["BinaryCrossentropy", "BinaryFocalCrossentropy"]);

function mismatch(
  { name, logits }: NamedLoss,
  activation: string | undefined,
  units: number | undefined,
): { readonly problem: string; readonly cure: string } | undefined {
  const manyClasses = categorical.has(name);
  if (!manyClasses && !binary.has(name)) return undefined;
  if (logits && (activation === "softmax" || activation === "sigmoid")) {
    return {
      problem: `takes raw scores (\`from_logits=True\`), and the head ends in ${activation}: it is applied twice`,
      cure: `leave \`from_logits\` out, or the ${activation}`,
    };
  }
  if (manyClasses && units === 1) {
    return {
      problem:
        "compares several classes, and the head has 1 unit: its softmax is always 1 and nothing is learnt",
      cure: "use `binary_crossentropy` with a sigmoid, or one unit for each class",
    };
  }
  if (manyClasses && activation === "sigmoid") {
    return {
      problem: "expects shares that add up to 1, and the head ends in sigmoid, whose units are independent",
      cure: "use softmax, or `binary_crossentropy` for several labels at once",
    };
  }
  if (!manyClasses && activation === "softmax" && units !== undefined && units > 1) {
    return {
      problem: `asks each unit a yes-or-no question, and the head is a softmax over ${units} units that add up to 1`,
      cure: "use `categorical_crossentropy` (or the sparse one), or a sigmoid",
    };
  }
  return undefined;
}
