// STFTSpectrogram: sound as the strength of frequencies over time, by convolutions that may be trained. It never pads in
// time beyond what `padding` says.
import { multiplyCounts, toCount } from "../../tensor/count.ts";
import { dimText, isNumber, multiply } from "../../tensor/dim.ts";
import { bool, either, int, nullable, option, optional } from "../argument-types.ts";
import { type ArgumentType, defineLayer, Mismatch } from "../define.ts";
import { arrayLike } from "../operations/operands.ts";
import { refuseArgument } from "../operations/operation.ts";
import {
  expectAxes,
  expectPositive,
  floatingOutput,
  joinChannels,
  splitChannels,
  trainable,
  twice,
  weightSize,
  windowed,
} from "../rules.ts";
import { dataFormat } from "./images.ts";

const windows =
  "barthann bartlett blackman blackmanharris bohman boxcar cosine exponential flattop hamming hann hanning lanczos nuttall parzen taylor triang triangle tukey barthan brthan bth bart brt black blk blackharr bkh bmn box ones rect rectangular halfcosine poisson flat flt hamm ham han nutl nut parz par tri tuk sinc".split(
    " ",
  );

/** A window by the name SciPy has for it. */
const windowName: ArgumentType<string> = {
  text: "the name of a window, such as hann",
  options: () => ["hann", "hamming", "blackman", "boxcar"],
  parse(value) {
    const word = typeof value === "string" ? value : undefined;
    if (word === undefined) return new Mismatch("type", this.text);
    return windows.includes(word) ? word : new Mismatch("range", this.text);
  },
};

export default defineLayer({
  name: "STFTSpectrogram",
  family: "preprocessing",
  summary:
    "Turns sound into the strength of frequencies over time, with one convolution for cosines and one for sines.",
  details: `Takes [samples, channels]. Each kernel has \`frame_length\` samples and \`fft_length / 2 + 1\` frequencies; both are weights, so training
may change them. Each channel is treated by itself, and the frequencies of all channels stand one after the other.

Multiply-adds: \`frame_length\` for each frequency, time, channel and kernel. FLOPs: two a multiply-add.`,
  pytorch: "torchaudio.transforms.Spectrogram",
  parameters: {
    mode: optional(
      option(["log", "magnitude", "psd", "real", "imag", "angle", "stft"]),
      "log",
      "What is given: logarithms, sizes, powers, one part, the angle, or both parts (stft).",
    ),
    frame_length: optional(int({ min: 1 }), 256, "How many samples each time looks at."),
    frame_step: optional(
      nullable(int({ min: 1 })),
      null,
      "How many samples lie between two times; half of `frame_length` unless given.",
    ),
    fft_length: optional(
      nullable(int({ min: 1 })),
      null,
      "The length of the transform; the next power of two unless given.",
    ),
    window: optional(nullable(either(windowName, arrayLike)), "hann", "How samples are weighed."),
    periodic: optional(bool, false, "Whether the window is periodic."),
    scaling: optional(nullable(option(["density", "spectrum"])), "density", "How strengths are scaled."),
    padding: optional(
      option(["valid", "same"]),
      "valid",
      "Whether times at the ends are filled up (same) or left out.",
    ),
    expand_dims: optional(bool, false, "Gives frequencies and channels an axis each."),
    data_format: dataFormat,
  },
  infer(site) {
    const { mode, frame_length: length, padding, expand_dims, data_format } = site.args;
    if (site.args.frame_step !== null && site.args.frame_step > length)
      refuseArgument(site, "frame_step", `at most \`frame_length\`, ${length}`, site.args.frame_step);
    if (site.args.fft_length !== null && site.args.fft_length < length)
      refuseArgument(site, "fft_length", `at least \`frame_length\`, ${length}`, site.args.fft_length);
    // A step of half a frame of one sample is none at all.
    const step = site.args.frame_step ?? Math.floor(length / 2);
    if (step === 0) refuseArgument(site, "frame_length", "at least 2 where `frame_step` is left out", length);
    const fft = site.args.fft_length ?? 2 ** Math.ceil(Math.log2(length));
    const bins = Math.floor(fft / 2) + 1;
    expectAxes(site, data_format === "channels_first" ? ["channels", "samples"] : ["samples", "channels"]);
    const axes = splitChannels(site.input.shape, data_format);
    const channels = weightSize(site, axes.channels, "the number of channels");
    const samples = axes.spatial[0]!;
    const times = windowed(samples, length, step, padding);
    expectPositive(site, times, {
      axis: "samples",
      size: samples,
      needs: `a frame of ${length}`,
      same: true,
    });
    const frequencies = mode === "stft" ? 2 * bins : bins;
    const shape = !expand_dims
      ? joinChannels(axes, [times], multiply(frequencies, channels))
      : axes.first
        ? [channels, times, frequencies]
        : [times, frequencies, channels];
    const names = [...(mode === "imag" ? [] : ["real_kernel"]), ...(mode === "real" ? [] : ["imag_kernel"])];
    const macs = [names.length, length, bins].reduce(
      (total, n) => multiplyCounts(total, BigInt(n)),
      multiplyCounts(toCount(times), toCount(channels)),
    );
    const kernels = names.length === 1 ? "" : `${names.length}·`;
    return {
      outputs: [floatingOutput(site, shape)],
      weights: names.map((name) => trainable(site, name, [length, 1, bins])),
      macs,
      flops: twice(macs),
      formula: `${kernels}${length}·${bins}`,
      notes: [
        `${fft} / 2 + 1 = ${bins} frequencies.`,
        ...(isNumber(samples) && padding === "valid"
          ? [`(${samples} - ${length}) // ${step} + 1 = ${dimText(times)} times.`]
          : []),
      ],
    };
  },
  examples: [
    { net: "STFTSpectrogram()", inputs: [[16000, 1]], output: [124, 129], params: 66048 },
    {
      net: "STFTSpectrogram(mode=real, frame_length=32, frame_step=16)",
      inputs: [[256, 1]],
      output: [15, 17],
      params: 544,
    },
    {
      net: "STFTSpectrogram(frame_length=32, expand_dims=True)",
      inputs: [[256, 2]],
      output: [15, 17, 2],
      params: 1088,
    },
  ],
});
