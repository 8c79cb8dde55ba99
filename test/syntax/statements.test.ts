// What statements and their bodies read to. It never holds a mistake.
import { reads } from "../support/syntax-check.ts";

describe("heads", () => {
  reads("pass", "(pass)");
  reads("input x: [5]", "(input x [5])");
  reads("input x", "(input x)");
  reads("input x: [h, w, 3] float32", "(input x [h w 3] float32)");
  reads(`input x: [?, T * 2] "int32"`, `(input x [? (* T 2)] "int32")`);
  reads("input x: [..., c]", "(input x [... c])");
  reads("input x: []", "(input x [])");
  reads("input = Input(shape=(3,))", "(= input (call Input shape=(, 3)))");
  reads("input -> Dense(3)", "(-> input (call Dense 3))");
  reads("output a", "(output a)");
  reads("output a, b,", "(output a b)");
  reads("output x -> A(), b -> B()", "(output (-> x (call A)) (-> b (call B)))");
  reads(`output {"age": a}`, `(output {"age":a})`);
  reads("output [a, b]", "(output [a b])");
  reads("output (a, b)", "(output (, a b))");
  reads("output a if b else c", "(output (if b a c))");
  reads("output", "output");
  reads("output = 3", "(= output 3)");
  reads("output: Dense(3)", "(label output (call Dense 3))");
  reads("output.shape", "(. output shape)");
  reads("output, x = f()", "(= (, output x) (call f))");
  reads("output -> A()", "(-> output (call A))");
  reads("output(x)", "(output x)");
  reads("output + 1", "(output (+ 1))");
  reads("shared enc: Dense(3)", "(shared enc (call Dense 3))");
  reads("shared = 3", "(= shared 3)");
  reads(`shared "enc{i}": Dense(3)`, `(shared (f "enc" {i}) (call Dense 3))`);
  reads("const width = 64", "(const width 64)");
  reads("const = 3", "(= const 3)");
  reads("repeat = 3", "(= repeat 3)");
  reads("repeat: Dense(3)", "(label repeat (call Dense 3))");
  reads("freeze base", "(freeze base)");
  reads("freeze base, head except base.block5_*", "(freeze base head except (glob base block5_*))");
  reads("unfreeze base.block5_*, *_bn, base.*", "(unfreeze (glob base block5_*) (glob *_bn) (glob base *))");
  reads("freeze [a, b.c_*d] except *", "(freeze [a (glob b c_*d)] except (glob *))");
  reads("freeze base.layers[:-4]", "(freeze (at (. base layers) (: _ (- 4))))");
  reads("freeze base.layers[:n*2]", "(freeze (at (. base layers) (: _ (* n 2))))");
  reads(
    "freeze base[BatchNormalization, LayerNormalization]",
    "(freeze (at base (, BatchNormalization LayerNormalization)))",
  );
  reads(`freeze base["block5_*"]`, `(freeze (at base "block5_*"))`);
  reads("freeze = 3", "(= freeze 3)");
  reads("weight w: [c]", "(weight w [c])");
  reads("weight w: [c] float32", "(weight w [c] float32)");
  reads("weight w: [c] float32 trainable=False", "(weight w [c] float32 trainable=False)");
  reads("weight w: [c] trainable=False", "(weight w [c] trainable=False)");
  reads(`weight "w": [?]`, `(weight "w" [?])`);
  reads("state s: [c, 2]", "(state s [c 2])");
  reads("weight = 3", "(= weight 3)");
  reads("assert a < b", "(assert (cmp a < b))");
  reads(`assert a == [7, 7], "message"`, `(assert (cmp a == [7 7]) "message")`);
  reads("assert params(VGG16) < 140_000_000", "(assert (cmp (call params VGG16) < 140000000))");
  reads("assert (a -> A()).shape == b", "(assert (cmp (. (-> a (call A)) shape) == b))");
  reads(`from "./a.net" import b`, `(import "./a.net" b)`);
  reads(`from "std/vgg" import a, b as c,`, `(import "std/vgg" a b:c)`);
  reads(`from "x" import (a, b)`, `(import "x" a b)`);
  reads("from = 3", "(= from 3)");
  reads("model = Sequential([A(), B()])", "(= model (call Sequential [(call A) (call B)]))");
  reads("model.trainable = False", "(= (. model trainable) False)");
  reads("layer.trainable = False", "(= (. layer trainable) False)");
  reads("block -> A()", "(-> block (call A))");
  reads("training = 3", "(= training 3)");
  reads("x = (a -> A(), b -> B())", "(= x (, (-> a (call A)) (-> b (call B))))");
  reads("x = a -> A(), b -> B()", "(= x (, (-> a (call A)) (-> b (call B))))");
  reads("x = *a, b", "(= x (, *a b))");
  reads("return_state = 3", "(= return_state 3)");
  reads("lambda = 3", "(= lambda 3)");
  reads("yield = 3", "(= yield 3)");
  reads("while = 3", "(= while 3)");
  reads("x.yield", "(. x yield)");
  reads("d = Dense(8)", "(= d (call Dense 8))");
  reads("macs = 3", "(= macs 3)");
  reads("x = a if b else c -> D()", "(= x (-> (if b a c) (call D)))");
  reads("x -> A() -> B() if c else D() -> E()", "(-> x (call A) (if c (call B) (call D)) (call E))");
});

describe("bodies, lines and continuations", () => {
  reads(
    `if a { A() } else { B() }
`,
    "(if a) { (call A) } (else) { (call B) }",
  );
  reads(
    `if a { A() }

# comment

else if b { B() }
elif c { C() }
else { D() }
`,
    "(if a) { (call A) } (if b) { (call B) } (if c) { (call C) } (else) { (call D) }",
  );
  reads(
    `if a:
    A()
elif b:
    B()
else:
    C()
D()
`,
    "(if a) { (call A) } (if b) { (call B) } (else) { (call C) }; (call D)",
  );
  reads(
    `if a:
    if b:
        A()
else:
    B()
`,
    "(if a) { (if b) { (call A) } } (else) { (call B) }",
  );
  reads(
    `if a:
    if b { A() }
else:
    B()
`,
    "(if a) { (if b) { (call A) } } (else) { (call B) }",
  );
  reads(
    `if a: A(); B()
else: C()
`,
    "(if a) { (call A); (call B) } (else) { (call C) }",
  );
  reads(
    `for i in range(3): A()
B()
`,
    "(for i (call range 3)) { (call A) }; (call B)",
  );
  reads(
    `for i in [{"a": 1}, {"b": 2}] { A() }
`,
    `(for i [{"a":1} {"b":2}]) { (call A) }`,
  );
  reads(
    `for n, f in [(2, 64), (3, 256)] { A() }
`,
    "(for (, n f) [(, 2 64) (, 3 256)]) { (call A) }",
  );
  reads(
    `repeat 3 { A(); B() }
`,
    "(repeat 3) { (call A); (call B) }",
  );
  reads(
    `repeat n:
    A()
  -> B()
C()
`,
    "(repeat n) { (-> (call A) (call B)) }; (call C)",
  );
  reads(
    `repeat n: A()
    -> B()
`,
    "(repeat n) { (-> (call A) (call B)) }",
  );
  reads(
    `model M:
    repeat 2 {
  A()
 B()
    }
    C()
`,
    "(model M) { (repeat 2) { (call A); (call B) }; (call C) }",
  );
  reads(
    `x = a -> A() \\
    -> B()
`,
    "(= x (-> a (call A) (call B)))",
  );
  reads(
    `x = a ->
    # comment
    A() ->

    B()
`,
    "(= x (-> a (call A) (call B)))",
  );
  reads(
    `x = a
# comment

  -> A()  # more
  -> B()
`,
    "(= x (-> a (call A) (call B)))",
  );
  reads(
    `f(
  a,  # comment }
  b
)
`,
    "(call f a b)",
  );
  reads(
    `f(
a,
b
)
g()
`,
    "(call f a b); (call g)",
  );
  reads(
    `## Doc one.
## Doc two \`x\`.
model M() { input x }
##not
# between
block B { input x }
`,
    "(model M) { (input x) }; (block B) { (input x) }",
  );
  reads(
    `model M
{
    input x
}
`,
    "(model M) { (input x) }",
  );
  reads(
    `output {
    "a": x,
    "b": y,
}
`,
    `(output {"a":x "b":y})`,
  );
  reads(
    `x = {
    "a": 1
}
`,
    `(= x {"a":1})`,
  );
  reads(
    `if x == {"a": 1} { A() }
`,
    `(if (cmp x == {"a":1})) { (call A) }`,
  );
  reads(
    `if x in [1] {A()} else {B()} C()
`,
    "(if (cmp x in [1])) { (call A) } (else) { (call B) }; (call C)",
  );
  reads(
    `for x in (a if b else {}) { A() }
`,
    "(for x (if b a {})) { (call A) }",
  );
  reads(
    `training gan for GAN(g=Generator(), d=Discriminator()) {
    for layer in base.layers[:-4] { layer.trainable = False }
    for layer in base.layers[:-4]:
        layer.trainable = False
    if isinstance(layer, BatchNormalization): layer.trainable = False
    gan.fit(x_train, y_train)
}
`,
    "(training gan (call GAN g=(call Generator) d=(call Discriminator))) { (for layer (at (. base layers) (: _ (- 4)))) { (= (. layer trainable) False) }; (for layer (at (. base layers) (: _ (- 4)))) { (= (. layer trainable) False) }; (if (call isinstance layer BatchNormalization)) { (= (. layer trainable) False) }; (call (. gan fit) x_train y_train) }",
  );
  reads(
    `layer L(axis=-1) {
    input x: [..., c]
    if axis == 1 { weight w: [c] float32 trainable=False } else { state s: [c] }
    output [..., c], [n + 1] int32
    macs prod(x.shape) * 2
    flops = 3
    flops 2 * macs
}
`,
    "(layer L (param axis = (- 1))) { (input x [... c]); (if (cmp axis == 1)) { (weight w [c] float32 trainable=False) } (else) { (state s [c]) }; (output [... c] [(+ n 1)]:int32); (macs (* (call prod (. x shape)) 2)); (= flops 3); (flops (* 2 macs)) }",
  );
  reads(
    `model M(filters: int, stride: int = 1, include_top: bool = True, norm=BatchNormalization,) { input x }
`,
    "(model M (param filters : int) (param stride : int = 1) (param include_top : bool = True) (param norm = BatchNormalization)) { (input x) }",
  );
  reads(
    `while: Dense(3)
try: Dense(4)
`,
    "(label while (call Dense 3)); (label try (call Dense 4))",
  );
  reads(
    `x = f"""a
{b}
"""
y
`,
    `(= x (f "a\\n" {b} "\\n")); y`,
  );
  reads(
    `assert cond, """long
message"""
`,
    `(assert cond "long\\nmessage")`,
  );
  reads(
    `if a { } else { }
`,
    "(if a) {  } (else) {  }",
  );
  reads(
    `x = (
    a
    -> A()
    -> B()
)
`,
    "(= x (-> a (call A) (call B)))",
  );
  reads(
    `y = [
    x -> A()
    for r in [1, 2]
    if r > 1
] -> Add()
`,
    "(= y (-> (for-list (-> x (call A)) (in r [1 2] (cmp r > 1))) (call Add)))",
  );
  reads(
    `z = f(a
      if b
      else c)
`,
    "(= z (call f (if b a c)))",
  );
  reads(
    `if a:
	A()
	B()
`,
    "(if a) { (call A); (call B) }",
  );
  reads(
    ` if a:
   A()

   # x
 # y
   B()
 C()
`,
    "(if a) { (call A); (call B) }; (call C)",
  );
  reads(
    `model M {
    if c:
        A() }
model N { input x }
`,
    "(model M) { (if c) { (call A) } }; (model N) { (input x) }",
  );
});
