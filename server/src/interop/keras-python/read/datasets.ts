// The arrays that Keras's own data sets consist of, as its documentation states them. No data is ever loaded.

/** An array whose values are not known, but their number along each axis and how many classes they count. */
export interface ArrayFact {
  readonly kind: "array";
  /** Sizes with the batch; nothing where one is open. */
  readonly shape: readonly (number | undefined)[];
  /** One more than the largest value, of labels. */
  readonly classes?: number | undefined;
}

interface DataSet {
  readonly train: number;
  readonly test: number;
  readonly sample: readonly number[];
  readonly label: readonly number[];
  readonly classes?: number;
}

const images = (
  train: number,
  sample: readonly number[],
  label: readonly number[],
  classes: number,
): DataSet => ({
  train,
  test: 10_000,
  sample,
  label,
  classes,
});

const sets: Readonly<Record<string, DataSet>> = {
  mnist: images(60_000, [28, 28], [], 10),
  fashion_mnist: images(60_000, [28, 28], [], 10),
  cifar10: images(50_000, [32, 32, 3], [1], 10),
  cifar100: images(50_000, [32, 32, 3], [1], 100),
  imdb: { train: 25_000, test: 25_000, sample: [], label: [], classes: 2 },
  reuters: { train: 8982, test: 2246, sample: [], label: [], classes: 46 },
  boston_housing: { train: 404, test: 102, sample: [13], label: [] },
  california_housing: { train: 16_512, test: 4128, sample: [8], label: [] },
};

/** What `keras.datasets.NAME.load_data()` gives: `(x, y)` to train with and to test with. */
export function dataSet(path: string): readonly (readonly [ArrayFact, ArrayFact])[] | undefined {
  const name = /^keras\.datasets\.(\w+)\.load_data$/.exec(path)?.[1];
  const set = name === undefined ? undefined : sets[name];
  if (!set) return undefined;
  const part = (count: number): readonly [ArrayFact, ArrayFact] => [
    { kind: "array", shape: [count, ...set.sample] },
    { kind: "array", shape: [count, ...set.label], classes: set.classes },
  ];
  return [part(set.train), part(set.test)];
}
