// Netlists are told from models. It never asks how sure the answer is.
import { strict as assert } from "node:assert";
import { looksLikeSpice } from "../../server/src/syntax/spice.ts";

const spice = (text: string): void => assert.equal(looksLikeSpice(text), true, text);
const net = (text: string): void => assert.equal(looksLikeSpice(text), false, text);

describe("netlists of circuits", () => {
  it("a title, elements and .end", () =>
    spice("RC low pass\nV1 in 0 AC 1\nR1 in out 10k\nC1 out 0 1u\n.ac dec 10 1 1meg\n.end\n"));
  it("a subcircuit", () =>
    spice(
      ".subckt inv in out vdd vss\nM1 out in vdd vdd pmos W=2u L=1u\nM2 out in vss vss nmos W=1u\n.ends inv\n",
    ));
  it("comments with a star", () => spice("* PCB netlist\n* of an amplifier\nR1 a b 10k\nR2 b c 22k\n"));
  it("continued lines", () => spice("amp\nM1 d g s b nmos\n+ W=1u L=1u\nR3 d vdd 10k\n"));
  it("LTspice with Windows line ends", () =>
    spice("* C:\\x.asc\r\nR1 N001 0 1K\r\nV1 N001 0 5\r\n.tran 1m\r\n.backanno\r\n.end\r\n"));
  it("KiCad", () => spice('(export (version "E")\n  (design\n'));
  it("PADS", () => spice("*PADS-PCB*\n*PART*\nR1 0805\n"));
});

describe("files of Net", () => {
  it("a model", () => net("model M {\n    input x: [5]\n    Dense(8)\n}\n"));
  it("nothing", () => net(""));
  it("one broken line", () => net("modle M {\n    input x: [5]\n}\n"));
  it("a comment with a star", () => net("# * a list\nmodel M {\n    input x: [5]\n}\n"));
  it("pasted Keras", () => net("x = layers.Dense(3)(x)\nmodel.add(Dense(3))\nmodel.compile(loss='mse')\n"));
  it("words", () => net("hello world this is text\nand more of it goes here\n"));
  it("pipelines", () => net("x -> Dense(3)\n  -> ReLU()\n"));
  it("a starred call over lines", () => net("model M {\n  f(\n*args,\n*more)\n}\n"));
});
