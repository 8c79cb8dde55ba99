// A label for a layer that has none, with a name that is free. It never names a layer twice.
import type { Analysis } from "../../analysis/analysis.ts";
import { snakeCase } from "../../layers/instance.ts";
import { dottedName } from "../../model/names.ts";
import type { Expression } from "../../syntax/tree.ts";
import { nodeAt } from "../../syntax/walk.ts";
import { declarationOf } from "../names.ts";
import { calleeOf } from "../reference-hover.ts";
import { freeName, namesIn, ran } from "./places.ts";
import type { RefactoringSource } from "./refactoring.ts";

const nameLayer: RefactoringSource = (analysis, range) => {
  const found = nodeAt(analysis.tree, range.start);
  if (!found?.inHead || found.statement.head.problems.length > 0) return [];
  const declaration = declarationOf(found.statement, found.around);
  if (declaration?.head.kind !== "model" && declaration?.head.kind !== "block") return [];
  const { head } = found.statement;
  if (head.kind !== "expression" && head.kind !== "assign" && head.kind !== "output") return [];
  const roots = head.kind === "output" ? head.values : [head.value];
  const stage = roots.flatMap(stages).find(({ start, end }) => start <= found.offset && found.offset <= end);
  if (!stage || !ran(analysis, found.statement)) return [];
  const className = stage.kind === "call" ? dottedName(stage.callee)?.at(-1) : undefined;
  if (stage.kind !== "call" || !className) return [];
  if (stage.args.some(({ name }) => name?.name === "name")) return [];
  const at = analysis.tree.start(found.statement) + stage.start;
  // With parentheses around it the label goes before them, where a label stands.
  if (stage.parens) return [];
  const callee = calleeOf(analysis, stage.callee, found.statement, found.around);
  const isBlock = callee?.kind === "part" && callee.part.kind === "block";
  const name = freeName(snakeCase(className), namesIn(analysis, declaration), labels(analysis));
  return [
    {
      title: isBlock
        ? `Label this block \`${name}\`: its layers become a group`
        : `Name this layer \`${name}\``,
      kind: "refactor.rewrite",
      forms: () => [
        { edits: [{ span: { start: at, end: at }, text: `${name}: ` }], renames: true, nameAt: at },
      ],
    },
  ];
};

/** The places of an expression where a label may stand: the stages of pipelines, and what is a statement of its own. */
function stages(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "pipeline":
      return node.elements.flatMap(stages);
    case "list":
      return node.items.flatMap(stages);
    case "call":
      return [node];
    default:
      return [];
  }
}

/** The labels layers have, so that a new one is not made unique by a number. */
const labels = ({ models }: Analysis): ReadonlySet<string> =>
  new Set(models.flatMap(({ run }) => run?.instances.flatMap(({ label }) => label ?? []) ?? []));

export default nameLayer;
