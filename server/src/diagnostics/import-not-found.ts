// An import of something that is not there. It never searches elsewhere.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly what: string;
  readonly reason: string;
  readonly near?: string | undefined;
}>({
  code: "import-not-found",
  severity: "error",
  summary: "An imported file or name does not exist.",
  message: ({ what, reason, near }) =>
    `${what} cannot be imported: ${reason}${near ? `; did you mean \`${near}\`?` : ""}`,
  why: "Paths are relative to the file they stand in; `std/…` is the bundled library.",
  wrong: 'from [!"std/vggg"!] import VGG16\n',
  right: "# VGG16 is known without an import.\n",
});
