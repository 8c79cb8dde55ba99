// What a script defines for itself where it needs it: counted layer names, names of operations. It never decides that.
import {
  assign,
  atom,
  block,
  call,
  func,
  keyword,
  line,
  none,
  type Python,
  type PythonStatement,
} from "./python.ts";
import type { Session } from "./session.ts";

const parameters = (...names: readonly (string | Python)[]): readonly Python[] =>
  names.map((n) => (typeof n === "string" ? atom(n) : n));

/** Definitions the script's functions use. */
export function helperLines(session: Session): readonly PythonStatement[] {
  const lines: PythonStatement[] = [];
  if (session.imports.has("LayerNames")) lines.push(layerNamesClass());
  if (session.imports.has("snake_case"))
    lines.push(
      func("snake_case", parameters("name"), [
        { kind: "docstring", text: "A class name as Keras writes it in names of layers." },
        assign("name", call("re.sub", [atom('r"(.)([A-Z][a-z]+)"'), atom('r"\\1_\\2"'), atom("name")])),
        line("return ", atom('re.sub(r"([a-z])([A-Z])", r"\\1_\\2", name).lower()')),
      ]),
    );
  if (session.imports.has("rename"))
    lines.push(
      func("rename", parameters("tensor", "name"), [
        {
          kind: "docstring",
          text: "Give the operation that made a tensor a name; functions of `ops` take none.",
        },
        block("if ", atom("name is not None"), [line("tensor._keras_history.operation.name = name")]),
        line("return tensor"),
      ]),
    );
  return lines;
}

function layerNamesClass(): PythonStatement {
  return block("class LayerNames", undefined, [
    {
      kind: "docstring",
      text: "Layer names that start with a block's label and are counted as Keras counts.",
    },
    { kind: "blank" },
    func("__init__", parameters("self", keyword("prefix", none)), [
      assign("self.prefix", atom("prefix")),
      assign("self.counts", atom("{}")),
    ]),
    { kind: "blank" },
    func("__call__", parameters("self", "kind"), [
      { kind: "docstring", text: "The name of the next unnamed layer; without a label Keras finds it." },
      line("return ", atom("None if self.prefix is None else self.label(kind)")),
    ]),
    { kind: "blank" },
    func("label", parameters("self", "text"), [
      { kind: "docstring", text: "A name of its own, numbered where it comes again." },
      assign("name", atom('f"{self.prefix}_{text}" if self.prefix else text')),
      assign("count", call("self.counts.get", [atom("name"), atom("0")])),
      assign("self.counts[name]", atom("count + 1")),
      line("return ", atom('f"{name}_{count}" if count else name')),
    ]),
    { kind: "blank" },
    func("inside", parameters("self", "text"), [
      { kind: "docstring", text: "The names inside of a labelled block." },
      line("return ", atom("LayerNames(self.label(text))")),
    ]),
  ]);
}
