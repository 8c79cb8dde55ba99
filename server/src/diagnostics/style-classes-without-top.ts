// An argument for the head of a model that is made without one. It never fires where a head is made.
import { defineDiagnostic } from "./define.ts";
import { removeArgument } from "./fix-site.ts";

export default defineDiagnostic<{
  readonly model: string;
  readonly argument: string;
  readonly given: string;
  readonly output: string;
}>({
  code: "style-classes-without-top",
  severity: "warning",
  summary: "A model is made with `include_top=False` and told about the head it does not have.",
  message: ({ model, argument, given, output }) =>
    `\`${argument}=${given}\` has no effect: with \`include_top=False\` ${model} has no classifier and gives ${output}; leave it out and put a head of your own behind it`,
  why: "`include_top=False` leaves the classifier out, and with it everything said about it. Keras takes the arguments without a word.",
  wrong:
    "model M {\n    input image: [64, 64, 3]\n    base: VGG16(include_top=False, [!classes=5!])\n    Flatten()\n    Dense(5, activation=softmax)\n}\n",
  right:
    "model M {\n    input image: [64, 64, 3]\n    base: VGG16(include_top=False)\n    Flatten()\n    Dense(5, activation=softmax)\n}\n",
  fix: ({ argument }, site) => {
    const edit = removeArgument(site, argument);
    return edit ? [{ title: `Leave \`${argument}\` out`, edits: [edit], safe: true, preferred: true }] : [];
  },
});
