// Files as people write them: the manual's examples and what Keras users paste. It never holds a mistake.

export const files: readonly string[] = [
  `# A 5-8-4-3 perceptron: 48 + 36 + 15 = 99 trainable parameters.
model MLP {
    input x: [5]
    Dense(8, activation=relu)
    Dense(4, activation=relu)
    probabilities: Dense(3, activation=softmax)
}
`,
  `block aspp(filters) {
    input x
    [x -> Conv2D(filters, 3, padding=same, dilation_rate=r) -> ReLU() for r in [1, 6, 12, 18]] -> Concatenate()
    Conv2D(filters, 1)
}
`,
  `block residual(filters, stride=1) {
    input x: [h, w, c]
    shortcut = x
    if stride != 1 or c != filters {
        shortcut = x -> Conv2D(filters, 1, strides=stride) -> BatchNormalization()
    }
    y = x -> Conv2D(filters, 3, strides=stride, padding=same) -> BatchNormalization() -> ReLU()
          -> Conv2D(filters, 3, padding=same) -> BatchNormalization()
    [y, shortcut] -> Add() -> ReLU()
}

model Tiny(classes=10) {
    input image: [32, 32, 3]
    stem: Conv2D(16, 3, padding=same)
    for f in [16, 32, 64] { "stage{f}": residual(f, stride=1 if f == 16 else 2) }
    GlobalAveragePooling2D()
    Dense(classes, activation=softmax)
}
`,
  `layer ScaleShift(axis=-1) {
    input x: [..., c]
    weight gamma: [c]
    weight beta: [c]
    state mean: [c]            # non-trainable
    output [..., c]
    macs prod(x.shape)        # of one whole sample
}

layer ClassToken() {
    input x: [n, c]            # several inputs are written as several lines
    weight token: [1, c]
    output [n + 1, c]
}
`,
  `model Classifier(classes=5) {
    input image: [150, 150, 3]
    base: VGG16(include_top=False)
    Flatten()
    Dense(256, activation=relu)
    Dense(classes, activation=softmax)
}

training transfer for Classifier(classes=5) {
    freeze base
    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy, metrics=[accuracy])
    fit(epochs=10, batch_size=32)

    unfreeze base.block5_*
    compile(optimizer=SGD(1e-5, momentum=0.9), loss=categorical_crossentropy)
    fit(epochs=5)
}
`,
  `from "./blocks.net" import residual, stem as resnet_stem   # relative path; or "std/vgg" for the bundled library
const width = 64
block B(filters: int, stride: int = 1, include_top: bool = True) { input x }
training T for M(1) { fit() }
assert params(VGG16) < 140_000_000
`,
  `# Pasted from Keras.
model Pasted {
    input inputs: [28, 28, 1]
    x = layers.Conv2D(32, kernel_size=(3, 3), activation="relu")(inputs)
    x = layers.MaxPooling2D(pool_size=(2, 2))(x)
    skips = []
    for filters in [64, 128]:
        x = layers.Conv2D(filters, 3, padding="same")(x)
        skips.append(x)
        x = layers.MaxPooling2D(2)(x)

    for skip, filters in zip(reversed(skips), [128, 64]):
        x = layers.Conv2DTranspose(filters, 3, strides=2, padding="same", name=f"up_{filters}")(x)
        x = layers.concatenate([x, skip], axis=-1) if filters > 64 else x + skip
    outputs = layers.Dense(10, activation="softmax")(layers.Flatten()(x))
}
`,
  `model Two {
    input a: [T, 512] float32; input b: [?, 3]
    shared enc: LSTM(64)
    l = a -> enc
    r = b[:, 0] -> Dense(3) -> "r{1 + 1:02d}": Dense(4)
    [l, r] -> Concatenate()
    -x @ y.T ** 2 + 0.5 * (l if true else none)
    if a.shape == [7, 7] and not (1 < 2 <= 3 != 4) { Dense(3) } elif "x" not in {"a": 1, **d} { pass }
    else:
        Dense(4)
          -> Dense(5)
    output {"age": l -> Dense(1), "kind": r}
}

training t for Two() {
    freeze model except *_bn, a.b*c
    for layer in base.layers[:-4]: layer.trainable = False
    model.compile(optimizer=Adam(learning_rate=1e-5), loss={"age": mse}, loss_weights=[1., .5])
    history = model.fit(x_train, y_train, epochs=3, callbacks=[c for c in cs if c is not None])
    base.enable_lora(8)
    repeat 3 { fit(epochs=1); d["k"] += 1 }
}
`,
  `layer Odd(units, activation=None) {
    input x: [..., c] float32
    if activation is not None:
        weight w: [c, units] float32 trainable=False
    state "s": [units]
    output [..., units], [units] int32
    macs prod(x.shape) * units
    flops 2 * macs + 1
}
block gate(
    filters,        # a comment ) }
    stride=1,
) {
    input x: [h, w, c]
    y = [
        x -> Conv2D(filters, 3)
          -> ReLU()
        for r in [1, 6]
        if r > 1
    ] -> Add()
    """A string
    over lines."""
}
`,
];
