// Linear algebra on the last two axes. It never counts multiply-adds: those of decompositions depend on the data.

import { type Dim, minimum } from "../../tensor/dim.ts";
import { fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { anything, option, optional, required } from "../argument-types.ts";
import type { LayerDefinition } from "../define.ts";
import { matrices, squares } from "./matrices.ts";
import { flag, tensor } from "./operands.ts";
import { gives, knownSize, operation, reshaped, result } from "./operation.ts";

const x = required(tensor, "Matrices in the last two axes.");
const upper = optional(flag, false, "Whether triangles are upper ones.");
const details = "Works on the last two axes. FLOPs of decompositions are not counted.";

type Results = (shape: readonly Dim[], x: RankedTensor) => RankedTensor | readonly RankedTensor[];

const decomposition = (
  name: string,
  functions: readonly string[],
  summary: string,
  square: boolean,
  results: Results,
  more = {},
  outputs = 1,
): LayerDefinition =>
  operation({
    name,
    functions,
    summary,
    details,
    pytorch: `torch.linalg.${functions[0]!.replace("linalg.", "")}`,
    parameters: { x, ...more },
    outputs: () => outputs,
    infer: (site) =>
      gives(results(square ? squares(site, site.args.x) : matrices(site, site.args.x), site.args.x)),
  });

const same: Results = (shape, input) => reshaped(input, shape);
const perMatrix: Results = (shape, input) => reshaped(input, shape.slice(0, -2));
const eigen: Results = (shape, input) => [reshaped(input, shape.slice(0, -1)), reshaped(input, shape)];

export default [
  decomposition(
    "Cholesky",
    ["linalg.cholesky", "cholesky"],
    "The triangle whose square is the matrix.",
    true,
    same,
    { upper },
  ),
  decomposition(
    "CholeskyInverse",
    ["linalg.cholesky_inverse", "cholesky_inverse"],
    "The inverse from a Cholesky triangle.",
    true,
    same,
    { upper },
  ),
  decomposition("Inv", ["linalg.inv", "inv"], "Inverse matrices.", true, same),
  decomposition("Det", ["linalg.det", "det"], "Determinants.", true, perMatrix),
  decomposition("Eig", ["linalg.eig", "eig"], "Eigenvalues and eigenvectors.", true, eigen, {}, 2),
  decomposition(
    "Eigh",
    ["linalg.eigh", "eigh"],
    "Eigenvalues and eigenvectors of symmetric matrices.",
    true,
    eigen,
    {},
    2,
  ),
  decomposition(
    "Pinv",
    ["linalg.pinv", "pinv"],
    "Pseudo-inverses.",
    false,
    (shape, input) => reshaped(input, [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!]),
    {
      rcond: optional(anything, null, "Singular values below this part of the largest count as 0."),
    },
  ),
  decomposition(
    "MatrixRank",
    ["linalg.matrix_rank", "matrix_rank"],
    "The rank of each matrix.",
    false,
    (shape) => result(shape.slice(0, -2), "int32"),
    {
      tol: optional(anything, null, "Singular values below this count as 0."),
    },
  ),
  operation({
    name: "Logdet",
    functions: ["logdet"],
    summary: "Logarithms of determinants.",
    details,
    pytorch: "torch.logdet",
    parameters: { x },
    infer: ({ args }) => gives(reshaped(args.x, fullShape(args.x).slice(0, -2))),
  }),
  operation({
    name: "Slogdet",
    functions: ["slogdet"],
    summary: "Signs and logarithms of determinants.",
    details: "Gives two tensors; Keras declares the sign without axes. FLOPs are not counted.",
    pytorch: "torch.linalg.slogdet",
    parameters: { x },
    outputs: () => 2,
    infer: ({ args }) => gives([reshaped(args.x, []), reshaped(args.x, fullShape(args.x).slice(0, -2))]),
  }),
  operation({
    name: "LuFactor",
    functions: ["linalg.lu_factor", "lu_factor"],
    summary: "The LU decomposition: both triangles in one matrix, and the rows exchanged.",
    details,
    pytorch: "torch.linalg.lu_factor",
    parameters: { x },
    outputs: () => 2,
    infer(site) {
      const shape = matrices(site, site.args.x);
      const [m, n] = shape
        .slice(-2)
        .map((dim) => knownSize(site, dim, "the rows and columns of the matrices"));
      return gives([
        reshaped(site.args.x, shape),
        reshaped(site.args.x, [...shape.slice(0, -2), minimum(m!, n!)]),
      ]);
    },
  }),
  operation({
    name: "Qr",
    functions: ["linalg.qr", "qr"],
    summary: "The QR decomposition.",
    details: "Gives two tensors. FLOPs are not counted.",
    pytorch: "torch.linalg.qr",
    parameters: {
      x,
      mode: optional(
        option(["reduced", "complete"]),
        "reduced",
        "Whether Q has only the columns that are needed.",
      ),
    },
    outputs: () => 2,
    infer(site) {
      const { x: input, mode } = site.args;
      const shape = matrices(site, input);
      const [m, n] = shape
        .slice(-2)
        .map((dim) => knownSize(site, dim, "the rows and columns of the matrices")) as [Dim, Dim];
      const base = shape.slice(0, -2);
      const k = minimum(m, n);
      return mode === "reduced"
        ? gives([reshaped(input, [...base, m, k]), reshaped(input, [...base, k, n])])
        : gives([reshaped(input, [...base, m, m]), reshaped(input, [...base, m, n])]);
    },
  }),
  operation({
    name: "SVD",
    functions: ["linalg.svd", "svd"],
    summary: "The singular value decomposition.",
    details: "Gives U, the singular values and V, or the singular values alone. FLOPs are not counted.",
    pytorch: "torch.linalg.svd",
    parameters: {
      x,
      full_matrices: optional(flag, true, "Whether U and V are square."),
      compute_uv: optional(flag, true, "Whether U and V are given too."),
    },
    outputs: ({ compute_uv }) => (compute_uv ? 3 : 1),
    infer(site) {
      const { x: input, full_matrices, compute_uv } = site.args;
      const shape = matrices(site, input);
      const [m, n] = shape
        .slice(-2)
        .map((dim) => knownSize(site, dim, "the rows and columns of the matrices")) as [Dim, Dim];
      const base = shape.slice(0, -2);
      const k = minimum(m, n);
      const values = reshaped(input, [...base, k]);
      if (!compute_uv) return gives(values);
      return full_matrices
        ? gives([reshaped(input, [...base, m, m]), values, reshaped(input, [...base, n, n])])
        : gives([reshaped(input, [...base, m, k]), values, reshaped(input, [...base, k, n])]);
    },
  }),
];
