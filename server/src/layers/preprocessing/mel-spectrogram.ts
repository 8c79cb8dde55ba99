// MelSpectrogram: sound as the strength of pitches over time. It has no weights.
import { add, floorDivide } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { int, nullable, optional, size } from "../argument-types.ts";
import { defineLayer, type RuleSite } from "../define.ts";
import { refuseArgument, refuseRank } from "../operations/operation.ts";
import { encoded } from "./category.ts";
import { optionProblems, unchecked } from "./images.ts";

const number = (value: number | null, doc: string, text?: string) =>
  optional<unknown>(unchecked("float"), value, doc, text ? { defaultText: text } : {});

const window = optional<unknown>(
  unchecked('"hann" or "hamming"', ["hann", "hamming"]),
  "hann",
  "How samples are weighed.",
);

export default defineLayer({
  name: "MelSpectrogram",
  family: "preprocessing",
  summary: "Turns sound into the strength of pitches over time, on a scale like that of hearing.",
  details: `Takes samples over time and gives [pitches, times], with \`(samples + stride + 1) // stride\` times. No weights; the Fourier transform is
left out of multiply-adds and FLOPs.`,
  pytorch: "torchaudio.transforms.MelSpectrogram",
  parameters: {
    fft_length: optional(int({ min: 1 }), 2048, "The length of each Fourier transform."),
    sequence_stride: optional(int({ min: 1 }), 512, "How many samples lie between two times."),
    sequence_length: optional(
      nullable(int({ min: 0 })),
      null,
      "How many samples each time looks at; `fft_length` unless given.",
    ),
    window,
    sampling_rate: optional(int(), 16000, "Samples a second."),
    num_mel_bins: optional(size({ min: 0 }), 128, "How many pitches come out."),
    min_freq: number(20, "The lowest pitch, in hertz.", "20.0"),
    max_freq: number(null, "The highest pitch; half of the sampling rate unless given."),
    power_to_db: optional<unknown>(unchecked("bool"), true, "Whether strengths are given in decibels."),
    top_db: number(80, "The greatest difference in decibels.", "80.0"),
    mag_exp: number(2, "The power strengths are raised to.", "2.0"),
    min_power: number(1e-10, "The least strength.", "1e-10"),
    ref_power: number(1, "The strength that counts as 0 decibels.", "1.0"),
  },
  infer(site) {
    const { fft_length, sequence_stride: stride, num_mel_bins: pitches } = site.args;
    if ((site.args.sequence_length || fft_length) > fft_length)
      refuseArgument(
        site,
        "sequence_length",
        `at most \`fft_length\`, ${fft_length}`,
        site.args.sequence_length,
      );
    const full = fullShape(site.input);
    if (full.length === 0) refuseRank(site, "1 axis (samples)", site.input);
    const samples = full[full.length === 1 ? 0 : 1]!;
    const times = floorDivide(add(samples, stride + 1), stride);
    const reports = optionProblems(site as unknown as RuleSite, { window });
    const shape = full.length === 1 ? [pitches, times] : [full[0]!, pitches, times];
    return { ...encoded(shape, site.computeDtype), reports };
  },
  examples: [
    { net: "MelSpectrogram()", inputs: [[16000]], output: [128, 32], params: 0 },
    {
      net: "MelSpectrogram(num_mel_bins=80, sequence_stride=160)",
      inputs: [[null]],
      output: [80, null],
      params: 0,
    },
  ],
});
