// One mistake gives one problem at its place, and costs its statement only. It never tests wording.
import { misreads } from "../support/syntax-check.ts";

describe("mistakes", () => {
  misreads(
    `«training» { fit(epochs=3) }
`,
    "unexpected",
    "(training _) { (call fit epochs=3) }",
  );
  misreads(
    `«model» { input x }
`,
    "unexpected",
    "(model _) { (input x) }",
  );
  misreads(
    `model M {
    input x: [5]
    Dense«(»8, activation=relu
    Dense(4)
}
`,
    "unclosed-bracket",
    "(model M) { (input x [5]); (call Dense 8 activation=relu); (call Dense 4) }",
  );
  misreads(
    `model M {
    input x: [5]
    Dense«(»8, activation=relu
        kernel_size=3
    y = Dense(4)
    Conv2D«(»64, (3, 3
    output y
}
model B { input x }
`,
    "unclosed-bracket unclosed-bracket",
    "(model M) { (input x [5]); (call Dense 8 activation=relu); (= y (call Dense 4)); (call Conv2D 64 (, 3 3)); (output y) }; (model B) { (input x) }",
  );
  misreads(
    `model M {
    input x: «[»5
    for i in range«(»3 {
        Dense«(»8
    }
    if «(»a { B() }
}
`,
    "unclosed-bracket unclosed-bracket unclosed-bracket unclosed-bracket",
    "(model M) { (input x [5]); (for i (call range 3)) { (call Dense 8) }; (if a) { (call B) } }",
  );
  misreads(
    `model M {
    x = «[»A(
         B(),
    output x
}
`,
    "unclosed-bracket",
    "(model M) { (= x [(call A (call B))]); (output x) }",
  );
  misreads(
    `model M {
    x = f«(»a,
      output x
    y
}
`,
    "unclosed-bracket",
    "(model M) { (= x (call f a)); (output x); y }",
  );
  misreads(
    `model M {
    for i in range(3) «{»
        A()
    B()
}
model N {
    input x
}
`,
    "unclosed-bracket",
    "(model M) { (for i (call range 3)) { (call A); (call B) } }; (model N) { (input x) }",
  );
  misreads(
    `model M {
    for i in range(3) {
        A()
    }
    «}»
    B()
}
model N { input x }
`,
    "unopened-bracket",
    "(model M) { (for i (call range 3)) { (call A) }; (call B) }; (model N) { (input x) }",
  );
  misreads(
    `model M «{»
    A()
`,
    "unclosed-bracket",
    "(model M) { (call A) }",
  );
  misreads(
    `model M «{»
    A«(»
`,
    "unclosed-bracket unclosed-bracket",
    "(model M) { (call A) }",
  );
  misreads(
    `«}»
A()
`,
    "unopened-bracket",
    "(call A)",
  );
  misreads("x = [a, b«)»", "unclosed-bracket", "(= x [a b])");
  misreads("y = (a, b«]»", "unclosed-bracket", "(= y (, a b))");
  misreads(`z = f(«{»"a": 1)`, "unclosed-bracket", `(= z (call f {"a":1}))`);
  misreads("w = f(«[»1, 2)", "unclosed-bracket", "(= w (call f [1 2]))");
  misreads(
    `A()«)»
A()«]»
(B)«)»)
`,
    "unopened-bracket unopened-bracket unopened-bracket",
    "(call A); (call A); B",
  );
  misreads(
    `x = «"abc»
y = f(«"abc, 3)»
for a in «"abc» {
    B()
}
z = «"""abc»
w
`,
    "unclosed-string unclosed-string unclosed-string unclosed-string",
    `(= x "abc"); (= y (call f "abc, 3)")); (for a "abc") { (call B) }; (= z "abc"); w`,
  );
  misreads(
    `«->» A()
x
for i in y { A() }
«->» B()
`,
    "dangling-arrow dangling-arrow",
    "(call A); x; (for i y) { (call A) }; (call B)",
  );
  misreads(
    `for f in xs:
    A()
«->» B()
`,
    "dangling-arrow",
    "(for f xs) { (call A) }; (call B)",
  );
  misreads(
    `model M {
    «->» A()
    x = a «->»
}
B()
`,
    "dangling-arrow dangling-arrow",
    "(model M) { (call A); (= x a) }; (call B)",
  );
  misreads(
    `x «->» -> A()
[a «->», b]
f(x «->»)
`,
    "dangling-arrow dangling-arrow dangling-arrow",
    "(-> x (call A)); [a b]; (call f x)",
  );
  misreads(
    `«for i in range(3)»:
A()
`,
    "missing-body",
    "(for i (call range 3)); (call A)",
  );
  misreads(
    `if a:
    A()
«      »B()
      C()
    D()
«  »E()
`,
    "bad-indentation bad-indentation",
    "(if a) { (call A); (call B); (call C); (call D); (call E) }",
  );
  misreads(
    `if a:
    A()
«	»B()
`,
    "mixed-indentation",
    "(if a) { (call A); (call B) }",
  );
  misreads(
    `model M {
    A()
«  	»B()
  	C()
}
`,
    "mixed-indentation",
    "(model M) { (call A); (call B); (call C) }",
  );
  misreads(
    `«else» { A() }
«elif» x { B() }
`,
    "unexpected unexpected",
    "(else) { (call A) }; (if x) { (call B) }",
  );
  misreads(
    `«for i in range(3)»
«if x»
repeat
«model M»
«else»
`,
    "missing-body missing-body missing-body unexpected",
    "(for i (call range 3)); (if x); repeat; (model M); (else)",
  );
  misreads("«lab: 3»", "label-needs-layer-place", "(label lab 3)");
  misreads("lab«:»", "unexpected", "(label lab ?missing)");
  misreads(`«lab: "x"»`, "label-needs-layer-place", `(label lab "x")`);
  misreads("x -> «m: [a]»", "label-needs-layer-place", "(-> x (label m [a]))");
  misreads("x = 3 «+»", "unexpected", "(= x (+ 3 ?missing))");
  misreads("x = «*» 3", "unexpected", "(= x *3)");
  misreads("x = (3 +«)»", "unexpected", "(= x (+ 3 ?missing))");
  misreads("f(«,»a)", "unexpected", "(call f)");
  misreads("f(a,«,»b)", "unexpected", "(call f a b)");
  misreads("[a «b»]", "unexpected", "[a]");
  misreads("{a: «}»", "unexpected", "{a:?missing}");
  misreads("{a: 1, «b»}", "unexpected", "[1 b]");
  misreads("x«[»", "unclosed-bracket", "(at x ?missing)");
  misreads("x[«]»", "unexpected", "(at x ?missing)");
  misreads("x[a «b»]", "unexpected", "(at x a)");
  misreads("f(a=«)»", "unexpected", "(call f a=?missing)");
  misreads("f(a=1 «b»=2)", "unexpected", "(call f a=1)");
  misreads("x«.»", "unexpected", "(. x _)");
  misreads("x«.3»", "unexpected", "x");
  misreads("3«x»", "unexpected", "3");
  misreads("a = «=» b", "unexpected", "(= a ?missing b)");
  misreads("a «==» ", "unexpected", "(cmp a == ?missing)");
  misreads("«not»", "unexpected", "(not ?missing)");
  misreads("a «not» b", "unexpected", "a");
  misreads("a «is»", "unexpected", "(cmp a is ?missing)");
  misreads("«$»foo", "unexpected", "?missing");
  misreads("a «?» b", "unexpected", "a");
  misreads("f(«?»)", "unexpected", "(call f)");
  misreads("a «!» b", "unexpected", "a");
  misreads("«“»abc”", "unexpected", "?missing");
  misreads("«@»", "unexpected", "(@ ?missing ?missing)");
  misreads("f«(»x", "unclosed-bracket", "(call f x)");
  misreads("«f()» = 3", "bad-target", "(= (call f) 3)");
  misreads("«x + y» = 3", "bad-target", "(= (+ x y) 3)");
  misreads("«lab: x» = 3", "bad-target", "(= (label lab x) 3)");
  misreads("«x -> A()» = y", "bad-target", "(= (-> x (call A)) y)");
  misreads("«3» = x", "bad-target", "(= 3 x)");
  misreads("x = «f()» = y", "bad-target", "(= x (call f) y)");
  misreads("(a, «b()») = c", "bad-target", "(= (, a (call b)) c)");
  misreads(`«"a"» = 3`, "bad-target", `(= "a" 3)`);
  misreads("«f()» += 3", "bad-target", "(+= (call f) 3)");
  misreads(
    `«del x»
«import keras
import tensorflow as tf
from tensorflow.keras import layers, models
from tensorflow.keras.layers import (
    Dense,
    Conv2D,
)»
x = 3
«return x»
«while True:»
    A()
«with strategy.scope():»
    B()
    C()
«try:»
    A()
except ValueError as e:
    B()
finally:
    C()
«raise E»
print(x)
«yield x»
x = «yield» y
x = (y «:=» 3)
f(«lambda» x: x)
g(key=«lambda» a, b: a + b, c=3)
«break»
«global x»
«async def f(): pass»
«await f()»
«@tf.function»
def f(x):
    return x

y
`,
    "not-supported not-supported not-supported not-supported not-supported not-supported not-supported not-supported not-supported not-supported not-supported not-supported not-supported not-supported not-supported not-supported not-supported",
    "(broken); (broken); (= x 3); (broken); (broken); (broken); (broken); (broken); (call print x); (broken); (= x ?missing); (= x y); (call f); (call g key=?missing); (broken); (broken); (broken); (broken); (broken); y",
  );
  misreads(
    `«def f(x) {»
    A()
}
B()
`,
    "not-supported",
    "(broken); (call B)",
  );
  misreads("input «3»", "unexpected", "input");
  misreads("input x «y»", "unexpected", "(input x)");
  misreads("input x: «(3,)»", "unexpected", "(input x [3])");
  misreads("input x: «3»", "unexpected", "(input x)");
  misreads("input x: [5] float32 «foo»", "unexpected", "(input x [5] float32)");
  misreads(`input «"x"»: [5]`, "unexpected", "(input x [5])");
  misreads("output a «b»", "unexpected", "(output a)");
  misreads("output [c] «float32»", "unexpected", "(output [c])");
  misreads("const «x»", "unexpected", "(const x ?missing)");
  misreads("const x «3»", "unexpected", "(const x 3)");
  misreads("shared «x»", "unexpected", "(shared x ?missing)");
  misreads("shared x «=» A()", "unexpected", "(shared x (call A))");
  misreads("weight «w»", "unexpected", "(weight w ?missing)");
  misreads("weight w «[»c]", "unexpected", "(weight w [c])");
  misreads(`from "x" «import»`, "unexpected", `(import "x")`);
  misreads(`from "x" «imp» a`, "unexpected", "(broken)");
  misreads(`from "x" import «*»`, "unexpected", `(import "x")`);
  misreads("repeat 2 «3» { A() }", "unexpected", "(repeat 2) { (call A) }");
  misreads("for «x» { A() }", "unexpected", "(for x ?missing) { (call A) }");
  misreads("for x in «{ A() }»", "not-supported", "(for x [(call A)])");
  misreads("for «in» x { A() }", "unexpected", "(for ?missing x) { (call A) }");
  misreads("for «f()» in x { A() }", "bad-target", "(for (call f) x) { (call A) }");
  misreads("for x in a «->» B() { A() }", "unexpected", "(for x a) { (call A) }");
  misreads("if a «->» B() { C() }", "unexpected", "(if a) { (call C) }");
  misreads("if a «=» b { C() }", "unexpected", "(if a) { (call C) }");
  misreads("assert a «->» b", "unexpected", "(assert a)");
  misreads("assert a «=» b", "unexpected", "(assert a)");
  misreads("«assert»", "unexpected", "(assert ?missing)");
  misreads("freeze a «b»", "unexpected", "(freeze a)");
  misreads("freeze a «except»", "unexpected", "(freeze a except ?missing)");
  misreads("unfreeze a «->» b", "unexpected", "(unfreeze a)");
  misreads("model M«(» { input x }", "unclosed-bracket", "(model M) { (input x) }");
  misreads("model M(a «b») { input x }", "unexpected", "(model M (param a)) { (input x) }");
  misreads("model M(a: «)» { input x }", "unexpected", "(model M (param a : ?missing)) { (input x) }");
  misreads("model M(«3») { input x }", "unexpected", "(model M) { (input x) }");
  misreads(`model «"x"» { input x }`, "unexpected", "(model x) { (input x) }");
  misreads("training t «of» M { fit() }", "unexpected", "(training t) { (call fit) }");
  misreads("training t «for» { fit() }", "unexpected", "(training t ?missing) { (call fit) }");
  misreads("pass «x»", "unexpected", "pass");
  misreads(
    `A() «{»
  B()
}
`,
    "unexpected",
    "(call A) { (call B) }",
  );
  misreads(`f"{«}»"`, "unexpected", "(f {?missing})");
  misreads(`f"«{»a"`, "unclosed-bracket", "(f {a})");
  misreads(`f"{a «b»}"`, "unexpected", "(f {?missing})");
  misreads(`f"{a «+» }"`, "unexpected", "(f {(+ a ?missing)})");
  misreads(`"a{b «c»}": A()`, "unexpected", `(label (f "a" {?missing}) (call A))`);
  misreads(`"a«{»b": A()`, "unclosed-bracket", `(label (f "a" {b}) (call A))`);
  misreads(`f"«{»(a}"`, "unclosed-bracket", "(f {?missing})");
});
