// Writes a class of layers or models: its sublayers and a static `call` as a block or a model, its weights as a layer. What
// `call` does that cannot be said is left to be filled in.
import { mentionsRandom } from "./call-shapes.ts";
import { opaqueLayer, weightedLayer } from "./class-layers.ts";
import type { ClassParts } from "./class-parts.ts";
import { variableName } from "./context.ts";
import { type Declarations, methodOf } from "./declarations.ts";
import { type ClassStmt, expressionsOf, type Param, statementsOf } from "./python-syntax.ts";
import type { Declared, Scope } from "./scope.ts";
import type { Step } from "./steps.ts";
import { hasOutput, isWeight } from "./weights.ts";
import { commentLine, writeBody } from "./write-steps.ts";

/** The lines of a class's declaration. */
export function declareClass(
  declarations: Declarations,
  declared: Declared,
  node: ClassStmt,
): readonly string[] {
  const { context } = declarations;
  const init = methodOf(node, "__init__");
  const build = methodOf(node, "build");
  const call = methodOf(node, "call");
  const params = declared.params;
  const gathered = init?.params.filter((p) => p.star === "**") ?? [];
  const scope = declarations.parameterScope(declared, [...params, ...gathered]);
  const inputs = declared.inputs.map((name) =>
    params.some((p) => p.name === name) ? `${name}_in` : variableName(name),
  );
  const weights = [...(init?.body ?? []), ...(build?.body ?? [])].filter((s) => isWeight(s, context));
  const statements = [
    ...(init?.body ?? []).filter((s) => !isWeight(s, context)),
    ...(build?.body ?? []).filter((s) => !isWeight(s, context)),
    ...(call?.body ?? []),
  ];
  const body = declarations.bodyFor(scope, statements);
  const setUp = [...(init?.body ?? []), ...(build?.body ?? [])].filter((s) => !isWeight(s, context));
  const before: Step[] = [];
  const stated = declared.inputs.length === 1 ? (context.classInputs.get(node.name) ?? "") : "";
  declared.inputs.forEach((name, i) => {
    before.push({ kind: "input", name: inputs[i]!, text: stated, lead: { comments: [], gap: false } });
    void name;
  });
  const shapeParam = build?.params.find((p) => p.name !== "self");
  if (shapeParam) scope.set(shapeParam.name, { kind: "shape", net: `${inputs[0]}.shape` });
  const shared = body.globals([...setUp, ...(call?.body ?? [])]);
  const made = [...shared, ...body.run(setUp)];
  bindCall(scope, call?.params ?? [], declared, inputs);
  const random = [...statementsOf(call?.body ?? [])].some((s) =>
    expressionsOf(s).some((e) => mentionsRandom(e, context)),
  );
  const parts: ClassParts = {
    declarations,
    declared,
    node,
    params,
    inputs,
    body,
    made,
    weights,
    call: call?.body ?? [],
  };
  if (weights.length > 0 || random) return weightedLayer(parts);

  const steps = [...before, ...made, ...body.run(call?.body ?? [])];
  if (!steps.some((s) => hasOutput(s))) return opaqueLayer(parts);
  const lines = writeBody(steps);
  const own = init ? params : [];
  const named = declarations.declaration(
    declared,
    node,
    own.filter((p) => !p.star),
    lines,
    scope,
    declared.kind,
  );
  const custom = methodOf(node, "train_step") ? [commentLine(`left out: its own \`train_step\``)] : [];
  if (custom.length > 0)
    context.note(`\`${node.name}\` trains by a \`train_step\` of its own, which is left out`, node.from);
  return [...custom, ...named];
}

function bindCall(
  scope: Scope,
  params: readonly Param[],
  declared: Declared,
  inputs: readonly string[],
): void {
  for (const p of params) {
    if (p.name === "self") continue;
    const at = declared.inputs.indexOf(p.name);
    if (at >= 0) scope.set(p.name, { kind: "tensor", net: inputs[at]! });
    else if (p.name === "training") scope.set(p.name, { kind: "data", net: p.name });
    else scope.set(p.name, { kind: "static", net: p.fallback?.kind === "word" ? p.fallback.word : "None" });
  }
}
