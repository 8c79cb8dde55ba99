// Puts a page's styles into it, under the number its policy allows. It never holds one.
import standalone from "../standalone.css";
import theme from "./theme.css";

const nonce = document.currentScript?.nonce ?? "";

/** `alone`: no editor gives the colours. */
export function addStyles(alone: boolean, ...own: readonly string[]): void {
  const style = document.createElement("style");
  style.nonce = nonce;
  style.textContent = [...(alone ? [standalone] : []), theme, ...own].join("\n");
  document.head.append(style);
}
