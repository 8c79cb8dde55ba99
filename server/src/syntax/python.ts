// Finds code of Python that makes Keras models among the declarations of a file. It looks at lines and brackets only, and
// never reads the code.
import type { Span } from "../text/span.ts";

/** Declarations of Net, which no Python has. */
const net =
  /^(?:(?:model|block|layer|training|const|input|output|shared|weight|state)\s+["A-Za-z_]|training\s*\{|from\s*["']|assert\b|(?:repeat|freeze|unfreeze)\b|##|\})/;
/** Imports alone are no code: they have a diagnostic and a cure of their own. */
const imports = /^(?:import\s+\w|from\s+[\w.]+\s+import\b)/;
/** Statements at the margin that only Python has, or that only make sense where code runs. */
const code =
  /^(?:(?:async\s+)?def\s+\w+\s*\(|class\s+\w+\s*[(:]|@\w|if\s+__name__\b|with\s+\w.*:\s*$|try\s*:|while\s|print\s*\(|return\b|\w+\s*=\s*(?:\w+\.)*(?:Sequential|Model|Input)\s*\(|\w+\.(?:add|compile|fit|summary)\s*\()/;
/** Words of Keras: without them the code makes no model. */
const keras = /\b(?:keras|tensorflow|Sequential|layers|Model|Dense|Conv[123]D)\b/;

interface Chunk extends Span {
  readonly kind: "net" | "imports" | "code" | "other";
}

/** The runs of lines that are Python making Keras models, from their first statement to the end of their last. */
export function pythonRuns(text: string): readonly Span[] {
  if (!keras.test(text)) return [];
  const runs: Span[] = [];
  let run: Chunk[] = [];
  const close = (): void => {
    const [first] = run;
    if (first && run.some((c) => c.kind === "code")) {
      const span = { start: first.start, end: run.at(-1)!.end };
      if (keras.test(text.slice(span.start, span.end))) runs.push(span);
    }
    run = [];
  };
  for (const chunk of chunks(text)) {
    if (chunk.kind === "net") close();
    else run.push(chunk);
  }
  close();
  return runs;
}

/** The statements at the margin, each with the lines that are deeper or inside its brackets. */
function chunks(text: string): readonly Chunk[] {
  const found: { start: number; end: number; kind: Chunk["kind"] }[] = [];
  let depth = 0;
  let quotes = "";
  let at = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const content = line.trimEnd();
    const opens = depth === 0 && quotes === "" && /^\S/.test(line);
    if (opens && !/^#(?!#)/.test(line)) {
      const kind = net.test(line)
        ? "net"
        : imports.test(line)
          ? "imports"
          : code.test(line)
            ? "code"
            : "other";
      found.push({ start: at, end: at + content.length, kind });
    } else if (content !== "" && found.length > 0 && !/^#/.test(content))
      found.at(-1)!.end = at + content.length;
    for (const token of content.match(/"""|'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|#.*|[()[\]{}]/g) ?? []) {
      if (quotes !== "") {
        if (token === quotes) quotes = "";
      } else if (token === '"""' || token === "'''") quotes = token;
      else if (/^[([{]$/.test(token)) depth++;
      else if (/^[)\]}]$/.test(token)) depth = Math.max(0, depth - 1);
    }
    at += line.length;
  }
  return found;
}
