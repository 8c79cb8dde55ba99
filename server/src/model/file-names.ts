// Names at file level: constants, declarations, imports. It never looks into a body.

import { type Report, report } from "../diagnostics/define.ts";
import importCycle from "../diagnostics/import-cycle.ts";
import importNotFound from "../diagnostics/import-not-found.ts";
import type { Value } from "../layers/value.ts";
import type { ImportHead, NodeBase, Statement } from "../syntax/tree.ts";
import { closest } from "../text/closest.ts";
import { evaluate } from "./evaluate.ts";
import { broken, dependOn, type Frame, here, problem, problemAt } from "./frame.ts";
import { fileFrame } from "./frames.ts";
import type { FilePlace } from "./graph.ts";
import { reference } from "./references.ts";
import type { Part, Project, SourceFile } from "./source-file.ts";

/** What a name of the file means, or nothing. `node` is where it is used. */
export function fileName(frame: Frame, name: string, node: NodeBase): Value | undefined {
  dependOn(frame.program, frame.file, name);
  const entry = frame.file.names.get(name);
  if (!entry) return undefined;
  switch (entry.kind) {
    case "part":
      return reference({ kind: "part", part: entry.part });
    case "training":
      return undefined;
    case "const": {
      const known = constant(frame, frame.file, name);
      if (known !== undefined) return known;
      problem(frame, importCycle, { name, files: [] }, node);
      return broken(`\`${name}\` needs itself`);
    }
    case "import": {
      const found = imported(frame, frame.file, name);
      if (found !== undefined) return found;
      const fault = faultOf(frame, frame.file, entry.statement, entry.head, entry.name);
      if (fault) problemAt(frame, ...fault);
      return broken(`\`${name}\` could not be imported`);
    }
  }
}

/** The value of a constant; `undefined` while it is being worked out. */
export function constant(frame: Frame, file: SourceFile, name: string): Value | undefined {
  const entry = file.names.get(name);
  if (entry?.kind !== "const") return undefined;
  if (file.constants.has(name)) return file.constants.get(name);
  file.constants.set(name, undefined);
  const { program } = frame;
  const inner = fileFrame(program, file, entry.statement);
  // Constants are worked out in each version, so no statement vouches for one.
  const { running } = program;
  program.running = undefined;
  const value = evaluate(inner, entry.head.value);
  program.running = running;
  file.constants.set(name, value);
  return value;
}

/** The file an import leads to, or why there is none. */
function targetOf(frame: Frame, file: SourceFile, head: ImportHead): ReturnType<Project["resolve"]> {
  const target = frame.program.project.resolve(file, head.path.value);
  file.targets.set(head.path.value, "missing" in target ? undefined : target);
  return target;
}

/**
 * A circle of imports that the last file of a path leads to, its first file again at the end. Files that were gone through
 * before are not gone through again.
 */
function circleFrom(
  frame: Frame,
  path: readonly SourceFile[],
  seen: Set<SourceFile>,
): readonly SourceFile[] | undefined {
  const from = path.at(-1)!;
  const before = path.indexOf(from);
  if (before < path.length - 1) return path.slice(before);
  if (seen.has(from)) return undefined;
  seen.add(from);
  for (const { head } of from.tree.statements) {
    if (head.kind !== "import") continue;
    const target = targetOf(frame, from, head);
    const circle = "missing" in target ? undefined : circleFrom(frame, [...path, target], seen);
    if (circle) return circle;
  }
  return undefined;
}

/** What an imported name means; problems of the import itself are reported once by `checkImports`. */
export function imported(
  frame: Frame,
  file: SourceFile,
  name: string,
  seen: readonly SourceFile[] = [],
): Value | undefined {
  const entry = file.names.get(name);
  if (entry?.kind !== "import") return undefined;
  const target = targetOf(frame, file, entry.head);
  if ("missing" in target || seen.includes(target)) return undefined;
  dependOn(frame.program, target, entry.name);
  const declared = target.names.get(entry.name);
  if (declared?.kind === "part") return reference({ kind: "part", part: declared.part });
  if (declared?.kind === "const") return constant(frame, target, entry.name) ?? broken();
  return undefined;
}

/** A part by name at file level, imports and the library included. */
export function partNamed(frame: Frame, name: string): Part | undefined {
  const entry = frame.file.names.get(name);
  if (entry?.kind === "part") return entry.part;
  if (entry?.kind === "import") {
    const value = imported(frame, frame.file, name);
    const ref =
      typeof value === "object" && value !== null && value.kind === "other"
        ? (value.ref as { kind: string; part?: Part })
        : undefined;
    return ref?.kind === "part" ? ref.part : undefined;
  }
  return entry ? undefined : frame.program.project.library(name);
}

/** Why a name cannot be imported, and where that is said: at the file or at the name. */
function faultOf(
  frame: Frame,
  file: SourceFile,
  statement: Statement,
  head: ImportHead,
  name: string,
): readonly [Report, FilePlace] | undefined {
  const path = `"${head.path.value}"`;
  const at = (node: NodeBase): FilePlace => ({ statement, file, start: node.start, end: node.end });
  const target = targetOf(frame, file, head);
  if ("missing" in target)
    return [report(importNotFound, { what: path, reason: target.missing }), at(head.path)];
  const declared = target.names.get(name);
  if (declared && declared.kind !== "import" && declared.kind !== "training") return undefined;
  const exported = [...target.names]
    .filter(([, d]) => d.kind === "part" || d.kind === "const")
    .map(([n]) => n);
  const reason =
    declared?.kind === "import"
      ? `${path} imports it itself, and imports are not passed on`
      : `${path} declares no such name`;
  const facts = { what: `\`${name}\``, reason, near: closest(name, exported) };
  return [report(importNotFound, facts), at(head.names.find((n) => n.name.name === name)?.name ?? head.path)];
}

/** Reports imports of files and names that do not exist, and those that lead into a circle. */
export function checkImports(frame: Frame, file: SourceFile): void {
  const seen = new Set<SourceFile>();
  for (const statement of file.tree.statements) {
    const head = statement.head;
    if (head.kind !== "import") continue;
    const faults = head.names.map(({ name }) => faultOf(frame, file, statement, head, name.name));
    for (const fault of faults) if (fault) problemAt(frame, ...fault);
    const target = targetOf(frame, file, head);
    const circle = "missing" in target ? undefined : circleFrom(frame, [file, target], seen);
    if (!circle) continue;
    const files = circle.map(({ id }) => `"${id.slice(id.lastIndexOf("/") + 1)}"`);
    problemAt(frame, report(importCycle, { files }), here({ ...frame, statement }, head.path));
  }
}
