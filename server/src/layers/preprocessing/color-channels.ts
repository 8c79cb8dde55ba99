// Images that must have three colours. It never guesses which axis holds them.
import shapeDimMismatch from "../../diagnostics/shape-dim-mismatch.ts";
import { isNumber } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { type RuleSite, refuse } from "../define.ts";
import { refuseRank } from "../operations/operation.ts";

/** Refuses images that have no three channels; images without a batch axis pass, as in Keras. */
export function expectColors(site: RuleSite): void {
  const full = fullShape(site.input);
  if (full.length !== 3 && full.length !== 4)
    refuseRank(site, "3 axes (rows, columns, channels)", site.input);
  const channels = full.at(site.args.data_format === "channels_first" ? -3 : -1)!;
  if (isNumber(channels) && channels !== 3)
    refuse(shapeDimMismatch, {
      layer: site.layer,
      problem: `takes images with 3 channels, and gets ${channels}`,
    });
}
