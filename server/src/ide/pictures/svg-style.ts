// The style of a picture that is a file: the boxes and arrows of the graph in light, and in dark where the reader likes it so.
// It never places anything.
import type { ViewFamily } from "../model-view/view.ts";
import { familyColours } from "./colours.ts";
import { fontFamily } from "./text-width.ts";

interface Scheme {
  readonly back: string;
  readonly text: string;
  readonly dim: string;
  readonly box: string;
  readonly border: string;
  readonly line: string;
}

const light: Scheme = {
  back: "#ffffff",
  text: "#1f2328",
  dim: "#5a6068",
  box: "#f8f9fa",
  border: "#c4c9cf",
  line: "#7a8087",
};
const dark: Scheme = {
  back: "#1b1d20",
  text: "#e6e8ea",
  dim: "#a3a9b0",
  box: "#26292d",
  border: "#4c525a",
  line: "#8d949c",
};

const schemeRules = ({ back, text, dim, box, border, line }: Scheme): string => `
.netlens .back { fill: ${back} }
.netlens .face { fill: ${box}; stroke: ${border} }
.netlens .frame { stroke: ${border} }
.netlens text { fill: ${text} }
.netlens .small, .netlens .shape { fill: ${dim} }
.netlens .shape { stroke: ${back} }
.netlens .line { stroke: ${line} }
.netlens .tip { fill: ${line} }
.netlens .bar-back { fill: ${dim} }`;

const familyRules = (family: ViewFamily): string => `
.netlens .family-${family} > .stripe, .netlens .family-${family} > .bar, .netlens .key-${family} { fill: ${familyColours[family]} }
.netlens .frame.family-${family}, .netlens .family-${family}.open > .face { fill: ${familyColours[family]} }
.netlens .family-${family}.frozen > .face { stroke: ${familyColours[family]} }`;

/** Size and weight of each kind of text. */
export const textKinds = {
  title: [18, 700],
  name: [12, 600],
  small: [11, 400],
  shape: [10, 400],
} as const;

const textRules = Object.entries(textKinds)
  .map(([kind, [size, weight]]) => `\n.netlens .${kind} { font: ${weight} ${size}px ${fontFamily} }`)
  .join("");

/** Rules for the families that are drawn; every selector begins at the picture, so that a page around it stays as it is. */
export const styleOf = (families: Iterable<ViewFamily>): string => `${textRules}
.netlens .shape { stroke-width: 3px; stroke-linejoin: round; paint-order: stroke }
.netlens .frozen > .face { stroke-dasharray: 4 3 }
.netlens .line { fill: none; stroke-width: 1.2px }
.netlens .bar-back { fill-opacity: 0.22 }${schemeRules(light)}${[...families].map(familyRules).join("")}
.netlens .frame { fill-opacity: 0.035 }
.netlens .open > .face { fill-opacity: 0.12; stroke: none }
@media (prefers-color-scheme: dark) {${schemeRules(dark).replaceAll("\n", "\n  ")}
  .netlens .open > .face { stroke: none }
}
`;
