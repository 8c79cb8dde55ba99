// A size that does not divide. It never rounds.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly layer: string;
  /** What must divide: `8 filters`. */
  readonly whole: string;
  readonly by: string;
  readonly advice?: string | undefined;
  /** Numbers that would work, as a clause. */
  readonly sizes?: string;
}>({
  code: "shape-indivisible",
  severity: "error",
  summary: "A size must be a multiple of another and is not.",
  message: ({ layer, whole, by, advice, sizes }) =>
    `${layer} cannot split ${whole} evenly into ${by}${sizes ? `; ${sizes}` : advice ? `; ${advice}` : ""}`,
  why: "Groups, heads and parts have equal sizes.",
  wrong: "model M {\n    input x: [8, 8, 6]\n    [!Conv2D(8, 3, groups=4)!]\n}\n",
  right: "model M {\n    input x: [8, 8, 6]\n    Conv2D(8, 3, groups=2)\n}\n",
});
