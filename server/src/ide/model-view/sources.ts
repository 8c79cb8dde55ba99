// Where boxes stand in the text: files by number, and lines and columns in them. It never reads a file.
import type { Analysis } from "../../analysis/analysis.ts";
import type { FilePlace } from "../../model/graph.ts";
import { type LineIndex, lineIndex } from "../../text/line-index.ts";
import type { ViewSource } from "./view.ts";

export interface Sources {
  readonly files: readonly string[];
  readonly at: (place: FilePlace) => ViewSource;
}

export function sourcesOf(analysis: Analysis): Sources {
  const files = [analysis.id];
  const lines: LineIndex[] = [analysis.lines];
  return {
    files,
    at({ file, statement, start, end }) {
      let number = files.indexOf(file.id);
      if (number < 0) {
        number = files.push(file.id) - 1;
        lines.push(lineIndex(file.tree.text));
      }
      const from = file.tree.start(statement);
      const a = lines[number]!.position(from + start);
      const b = lines[number]!.position(from + end);
      return [number, a.line, a.character, b.line, b.character];
    },
  };
}
