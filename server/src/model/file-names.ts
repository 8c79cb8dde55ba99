// Names at file level: constants, declarations, imports. It never looks into a body.

import { report } from "../diagnostics/define.ts";
import importCycle from "../diagnostics/import-cycle.ts";
import importNotFound from "../diagnostics/import-not-found.ts";
import type { Value } from "../layers/value.ts";
import type { NodeBase } from "../syntax/tree.ts";
import { closest } from "../text/closest.ts";
import { evaluate } from "./evaluate.ts";
import { broken, dependOn, type Frame, here, problem, problemAt } from "./frame.ts";
import { fileFrame } from "./frames.ts";
import { reference } from "./references.ts";
import type { Part, SourceFile } from "./source-file.ts";

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
      problem(frame, importCycle, { name }, node);
      return broken(`\`${name}\` needs itself`);
    }
    case "import": {
      const found = imported(frame, frame.file, name);
      return found ?? broken(`\`${name}\` could not be imported`);
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

/** What an imported name means; problems of the import itself are reported once by `checkImports`. */
export function imported(
  frame: Frame,
  file: SourceFile,
  name: string,
  seen: readonly SourceFile[] = [],
): Value | undefined {
  const entry = file.names.get(name);
  if (entry?.kind !== "import") return undefined;
  const target = frame.program.project.resolve(file, entry.head.path.value);
  file.targets.set(entry.head.path.value, "missing" in target ? undefined : target);
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

/** Reports imports of files and names that do not exist. */
export function checkImports(frame: Frame, file: SourceFile): void {
  for (const statement of file.tree.statements) {
    const head = statement.head;
    if (head.kind !== "import") continue;
    const target = frame.program.project.resolve(file, head.path.value);
    const at = { ...frame, statement } as Frame;
    if ("missing" in target) {
      problemAt(
        frame,
        report(importNotFound, { what: `"${head.path.value}"`, reason: target.missing }),
        here(at, head.path),
      );
      continue;
    }
    for (const { name } of head.names) {
      const declared = target.names.get(name.name);
      if (declared && declared.kind !== "import" && declared.kind !== "training") continue;
      const exported = [...target.names]
        .filter(([, d]) => d.kind === "part" || d.kind === "const")
        .map(([n]) => n);
      const reason =
        declared?.kind === "import"
          ? `"${head.path.value}" imports it itself, and imports are not passed on`
          : `"${head.path.value}" declares no such name`;
      problemAt(
        frame,
        report(importNotFound, { what: `\`${name.name}\``, reason, near: closest(name.name, exported) }),
        here(at, name),
      );
    }
  }
}
