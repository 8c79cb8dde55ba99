// A custom layer as a subclass of `keras.layers.Layer`.
import type { Part } from "../../../model/source-file.ts";
import type { Comments } from "./comments.ts";
import { block, line, type PythonStatement } from "./python.ts";
import { partName, type Session } from "./session.ts";

export function writeCustomLayer(session: Session, part: Part, _comments: Comments): PythonStatement {
  return block(`class ${partName(session, part)}(layers.Layer)`, undefined, [line("pass")]);
}
