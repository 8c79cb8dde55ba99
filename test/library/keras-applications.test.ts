// The bundled models against Keras's own, layer by layer: names, classes, order, shapes, weights and totals.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { layersOf, paramsOf, runCost, weightsOf } from "../../server/src/model/costs.ts";
import type { ModelRun } from "../../server/src/model/graph.ts";
import { kerasOrder, namesOf } from "../../server/src/model/wiring.ts";
import { shapeJson } from "../../server/src/tensor/tensor-type.ts";

interface Recorded {
  readonly total: number;
  readonly trainable: number;
  readonly non_trainable: number;
  readonly layers: readonly {
    readonly name: string;
    readonly cls: string;
    readonly output_shape: readonly (number | null)[];
    readonly weights: readonly {
      readonly name: string;
      readonly shape: readonly number[];
      readonly trainable: boolean;
    }[];
  }[];
}

const recorded = (name: string): Recorded =>
  JSON.parse(
    readFileSync(
      join(import.meta.dirname, "..", "oracle", "keras-applications", `${name}.summary.json`),
      "utf8",
    ),
  );

/** The model that `call` makes on an input of this shape, as the user of the library has it. */
function modelOf(call: string, shape: readonly (number | null)[]): ModelRun {
  const input = shape.map((size) => size ?? "?").join(", ");
  const analysis = analyze("probe.net", `model Probe {\n    input image: [${input}]\n    ${call}\n}\n`);
  assert.deepEqual(
    analysis.findings.map((f) => f.message),
    [],
  );
  const [instance] = analysis.models[0]!.run!.instances;
  return instance!.run!;
}

describe("the library agrees with keras.applications", () => {
  const models = [
    "VGG16",
    "VGG19",
    "ResNet50",
    "ResNet50V2",
    "MobileNet",
    "MobileNetV2",
    "DenseNet121",
    "Xception",
  ];
  for (const name of models) {
    for (const top of [true, false]) {
      it(`${name}(include_top=${top ? "True" : "False"})`, () => {
        const { layers, total, trainable, non_trainable } = recorded(`${name}_${top ? "top" : "notop"}`);
        const [input, ...others] = layers;
        const run = modelOf(`${name}(include_top=${top ? "True" : "False"})`, input!.output_shape.slice(1));
        const names = namesOf(run);
        const ours = kerasOrder(run).map((layer) => ({
          name: names.get(layer)!.name,
          cls: layer.className,
          output_shape: [null, ...(shapeJson(layer.nodes[0]!.outputs[0]!.shape) as readonly unknown[])],
          weights: weightsOf(layer).map(({ weight, trainable: trained }) => ({
            name: weight.name,
            shape: weight.shape,
            trainable: trained,
          })),
        }));
        assert.deepEqual(
          ours,
          others.map(({ name: n, cls, output_shape, weights }) => ({ name: n, cls, output_shape, weights })),
        );
        const params = paramsOf(layersOf(run));
        assert.deepEqual([params.total, params.trainable, params.nonTrainable].map(Number), [
          total,
          trainable,
          non_trainable,
        ]);
      });
    }
  }

  // The figures of keras.io and of the models' own summaries.
  const published: readonly (readonly [string, number])[] = [
    ["ResNet101()", 44_707_176],
    ["ResNet101(include_top=False)", 42_658_176],
    ["ResNet152()", 60_419_944],
    ["ResNet152(include_top=False)", 58_370_944],
    ["MobileNetV2(alpha=0.35)", 1_691_208],
    ["MobileNetV2(alpha=0.5)", 1_987_224],
    ["MobileNetV2(alpha=0.75)", 2_663_064],
    ["MobileNetV2(alpha=1.3)", 5_431_048],
    ["MobileNetV2(alpha=1.4)", 6_156_712],
    ["MobileNet(alpha=0.25)", 475_544],
    ["MobileNet(alpha=0.5)", 1_342_536],
    ["MobileNet(alpha=0.75)", 2_601_976],
    ["MobileNet(depth_multiplier=2, include_top=False, weights=None)", 6_432_928],
    ["DenseNet169()", 14_307_880],
    ["DenseNet169(include_top=False)", 12_642_880],
    ["DenseNet201()", 20_242_984],
    ["DenseNet201(include_top=False)", 18_321_984],
    ["ResNet101V2()", 44_675_560],
    ["ResNet101V2(include_top=False)", 42_626_560],
    ["ResNet152V2()", 60_380_648],
    ["ResNet152V2(include_top=False)", 58_331_648],
  ];
  for (const [call, count] of published) {
    it(`${call} has ${count.toLocaleString("en")} parameters`, () => {
      assert.equal(Number(paramsOf(layersOf(modelOf(call, [224, 224, 3]))).total), count);
    });
  }

  // The table of keras.io, in millions; it cuts the last figures off for ConvNeXt and NASNetLarge.
  const millions: readonly (readonly [string, number])[] = [
    ["Xception", 22.9],
    ["VGG16", 138.4],
    ["VGG19", 143.7],
    ["ResNet50", 25.6],
    ["ResNet50V2", 25.6],
    ["ResNet101", 44.7],
    ["ResNet101V2", 44.7],
    ["ResNet152", 60.4],
    ["ResNet152V2", 60.4],
    ["InceptionV3", 23.9],
    ["InceptionResNetV2", 55.9],
    ["MobileNet", 4.3],
    ["MobileNetV2", 3.5],
    ["DenseNet121", 8.1],
    ["DenseNet169", 14.3],
    ["DenseNet201", 20.2],
    ["NASNetMobile", 5.3],
    ["NASNetLarge", 88.9],
    ["EfficientNetB0", 5.3],
    ["EfficientNetB1", 7.9],
    ["EfficientNetB2", 9.2],
    ["EfficientNetB3", 12.3],
    ["EfficientNetB4", 19.5],
    ["EfficientNetB5", 30.6],
    ["EfficientNetB6", 43.3],
    ["EfficientNetB7", 66.7],
    ["EfficientNetV2B0", 7.2],
    ["EfficientNetV2B1", 8.2],
    ["EfficientNetV2B2", 10.2],
    ["EfficientNetV2B3", 14.5],
    ["EfficientNetV2S", 21.6],
    ["EfficientNetV2M", 54.4],
    ["EfficientNetV2L", 119.0],
    ["ConvNeXtTiny", 28.6],
    ["ConvNeXtSmall", 50.2],
    ["ConvNeXtBase", 88.5],
    ["ConvNeXtLarge", 197.7],
    ["ConvNeXtXLarge", 350.1],
  ];
  for (const [name, count] of millions) {
    it(`${name} has ${count} M parameters, as keras.io says`, () => {
      const params = Number(paramsOf(layersOf(modelOf(`${name}()`, [null, null, 3]))).total);
      assert.ok(Math.abs(params / 1e6 - count) < 0.1, String(params));
    });
  }

  // The papers' own figures, in millions, for the sizes the networks are made for.
  const ofPapers: readonly (readonly [string, number, number])[] = [
    ["MobileNet()", 224, 569],
    ["MobileNetV2()", 224, 300],
    ["MobileNetV3Small()", 224, 56],
    ["MobileNetV3Large()", 224, 219],
    ["NASNetMobile()", 224, 564],
    ["NASNetLarge()", 331, 23_800],
    ["InceptionV3()", 299, 5_720],
    ["InceptionResNetV2()", 299, 13_200],
    ["EfficientNetB0()", 224, 390],
    ["EfficientNetB1()", 240, 700],
    ["EfficientNetB2()", 260, 1_000],
    ["EfficientNetB3()", 300, 1_800],
    ["EfficientNetB6()", 528, 19_000],
    ["EfficientNetB7()", 600, 37_000],
    ["EfficientNetV2M()", 480, 24_000],
    ["ConvNeXtTiny()", 224, 4_500],
    ["ConvNeXtSmall()", 224, 8_700],
    ["ConvNeXtBase()", 224, 15_400],
    ["ConvNeXtLarge()", 224, 34_400],
    ["ConvNeXtXLarge()", 224, 60_900],
  ];
  for (const [call, size, count] of ofPapers) {
    it(`${call} takes ${count} M multiply-adds to within 3 %, as its paper says`, () => {
      const macs = Number(runCost(modelOf(call, [size, size, 3]), "macs"));
      assert.ok(Math.abs(macs / 1e6 / count - 1) < 0.03, String(macs));
    });
  }

  // Tables of ResNet50 say 4.1 G: they measure "v1.5", whose stride is in the convolution of 3×3. Keras builds the network
  // of the paper, with the stride in the convolution of 1×1 before it, so that the 3×3 works on a quarter of the positions.
  const multiplyAdds: readonly (readonly [string, number])[] = [
    ["VGG16()", 15_470_264_320],
    ["MobileNetV2()", 300_774_272],
    ["ResNet50()", 3_857_973_248],
  ];
  for (const [call, count] of multiplyAdds) {
    it(`${call} takes ${(count / 1e9).toFixed(2)} G multiply-adds`, () => {
      assert.equal(Number(runCost(modelOf(call, [224, 224, 3]), "macs")), count);
    });
  }

  it("takes Keras's arguments", () => {
    const analysis = analyze(
      "probe.net",
      `model Average {
    input image: [150, 150, 3]
    base: VGG16(include_top=False, weights=None, input_shape=(150, 150, 3), pooling='avg')
    assert base.shape == [512]
}
model Largest {
    input image: [100, 120, 3]
    base = image -> keras.applications.ResNet50(False, None, pooling=max)
    assert base.shape == [2048]
    Dense(3)
}
model Backbone {
    input image: [224, 224, 3]
    tf.keras.applications.VGG19(classes=7, weights=None, classifier_activation=None, name="backbone", trainable=False)
}
model Narrow {
    input image: [97, 131, 3]
    narrow = image -> MobileNetV2((97, 131, 3), 0.5, False, None)
    assert narrow.shape == [4, 5, 1280]
    MobileNet((97, 131, 3), 0.5, 1, 1e-3, False, None, pooling=avg)
    Dense(2)
}
model Middle {
    input image: [64, 64, 1]
    base: ResNet101(include_top=False, input_shape=[64, 64, 1], weights=None)
    output base.conv4_block23_out -> GlobalAveragePooling2D()
}
assert params(Backbone) == 139_570_240 + 4097 * 7
assert trainable_params(Backbone) == 0
`,
    );
    assert.deepEqual(
      analysis.findings.map((f) => f.message),
      [],
    );
  });
});
