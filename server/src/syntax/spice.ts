// Tells a circuit netlist from a file of Net, since both use the ending `.net`. It never reads a netlist.

const dotCommand =
  /^\.(?:subckt|ends?|model|include|lib|tran|ac|dc|op|param|options?|global|ic|nodeset|measure|meas|print|plot|probe|temp|title|control|endc)\b/i;
/** `R1 in out 10k`, `M3 d g s b nmos W=1u`, `Xbuf in out buffer`. */
const element = /^[RCLVIDQMJKXEFGHBSTZ]\w*(?:[ \t]+[\w.+\-/:=(){}*']+){3,}[ \t]*(?:[;$].*)?$/i;
const comment = /^\*(?![*=])/;
/** What a line of Net has and a line of a netlist has not. */
const net =
  /->|^\s*#|^\s*(?:model|block|layer|training|input|output|const|from|shared|repeat|for|if)\s+["A-Za-z_]|^\s*[A-Za-z_]\w*\s*[:(]|^\s*[\w.]+\s*=/;
/** EAGLE, KiCad, PADS and the like write netlists of other kinds. */
const otherNetlist =
  /^(?:\(export\b|\(netlist\b|\*PADS\b|!PADS\b|# ?EESchema Netlist|\(\{? ?EESchema|ASC\b|\$PACKAGES|\$NETS|<\?xml\b)/;

/** Whether a text is a netlist rather than a model. Only its first lines are looked at. */
export function looksLikeSpice(text: string): boolean {
  const head = text.slice(0, 20_000).replace(/^\ufeff/, "");
  if (otherNetlist.test(head.trimStart())) return true;
  const lines = head.split(/\r\n|\r|\n/, 200).map((line) => line.trimEnd());
  let spice = 0;
  let model = 0;
  lines.forEach((line, i) => {
    if (line === "" || /^\s*[{}]\s*$/.test(line)) return;
    if (dotCommand.test(line)) spice += 3;
    else if (comment.test(line)) spice += 1;
    else if (/^\+/.test(line)) spice += 1;
    else if (net.test(line))
      model += line.includes("->") || /^\s*(?:model|block|layer|training)\s+\w+\s*[({:]/.test(line) ? 3 : 1;
    else if (element.test(line)) spice += 1;
    else if (i > 0) model += 0.5;
  });
  return spice >= 2 && spice > model * 2;
}
