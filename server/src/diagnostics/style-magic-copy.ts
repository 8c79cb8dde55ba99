// The same lines again and again. It never changes them.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly lines: number; readonly times: number }>({
  code: "style-magic-copy",
  severity: "hint",
  summary: "The same statements stand in a row three times or more.",
  message: ({ lines, times }) =>
    `these ${lines} lines stand here ${times} times in a row; write them once in a \`repeat ${times} { … }\` or a block`,
  why: "Lines that are written again must be changed again; a loop or a block says it once, and gives the same layers.",
  wrong:
    "model M {\n    input x: [32, 32, 8]\n    [!Conv2D(8, 3, padding=same)!]\n    ReLU()\n    Conv2D(8, 3, padding=same)\n    ReLU()\n    Conv2D(8, 3, padding=same)\n    ReLU()\n    Flatten()\n    Dense(3)\n}\n",
  right:
    "model M {\n    input x: [32, 32, 8]\n    repeat 3 {\n        Conv2D(8, 3, padding=same)\n        ReLU()\n    }\n    Flatten()\n    Dense(3)\n}\n",
});
