// What expressions, pipelines and assignments read to. It never looks at a body.
import { reads } from "../support/syntax-check.ts";

describe("expressions and assignments", () => {
  reads("Dense(8)", "(call Dense 8)");
  reads(`Conv2D(64, (3, 3), padding="same")`, `(call Conv2D 64 (, 3 3) padding="same")`);
  reads("layers.Conv2D(64, 3)(x)", "(call (call (. layers Conv2D) 64 3) x)");
  reads("LSTM(64)(x, initial_state=[h, c])", "(call (call LSTM 64) x initial_state=[h c])");
  reads("x = Conv2D(64, 3)(x)", "(= x (call (call Conv2D 64 3) x))");
  reads("lab: Dense(3)", "(label lab (call Dense 3))");
  reads(`"block{b}_conv{i}": Conv2D(3)`, `(label (f "block" {b} "_conv" {i}) (call Conv2D 3))`);
  reads(`"stem": Conv2D(3)`, `(label "stem" (call Conv2D 3))`);
  reads(`'a' "b": A()`, `(label "ab" (call A))`);
  reads("a -> A() -> lab: B()", "(-> a (call A) (label lab (call B)))");
  reads("A() -> B()", "(-> (call A) (call B))");
  reads("[a, b] -> Add()", "(-> [a b] (call Add))");
  reads("[A(), B()] -> Add()", "(-> [(call A) (call B)] (call Add))");
  reads("[l: A(), x -> m: B()] -> Add()", "(-> [(label l (call A)) (-> x (label m (call B)))] (call Add))");
  reads("a, b = block(x)", "(= (, a b) (call block x))");
  reads(
    "out, h, c = LSTM(8, return_state=True)(x)",
    "(= (, out h c) (call (call LSTM 8 return_state=True) x))",
  );
  reads("a = b = c", "(= a b c)");
  reads("(a, b) = c", "(= (, a b) c)");
  reads("[a, b] = c", "(= [a b] c)");
  reads("a, *rest = xs", "(= (, a *rest) xs)");
  reads("x += y", "(+= x y)");
  reads("x **= 2", "(**= x 2)");
  reads("x //= 2", "(//= x 2)");
  reads(`d["k"] = v`, `(= (at d "k") v)`);
  reads("base.trainable = False", "(= (. base trainable) False)");
  reads("x[:, 0] -> Dense(10)", "(-> (at x (, (: _ _) 0)) (call Dense 10))");
  reads("x[..., :3]", "(at x (, ... (: _ 3)))");
  reads("x[:, ::2]", "(at x (, (: _ _) (: _ _ 2)))");
  reads("x[1:2:3, ...]", "(at x (, (: 1 2 3) ...))");
  reads("x[-1]", "(at x (- 1))");
  reads("x[a, b,]", "(at x (, a b))");
  reads("x[::]", "(at x (: _ _))");
  reads("x + y", "(+ x y)");
  reads("-x", "(- x)");
  reads("x @ y * 2", "(* (@ x y) 2)");
  reads("-x ** 2", "(- (** x 2))");
  reads("2 ** -1", "(** 2 (- 1))");
  reads("2 ** 3 ** 2", "(** 2 (** 3 2))");
  reads("a - b - c", "(- (- a b) c)");
  reads("not a == b", "(not (cmp a == b))");
  reads("not not a", "(not (not a))");
  reads("a or b and c", "(or a (and b c))");
  reads("a and b and c", "(and a b c)");
  reads("a < b <= c", "(cmp a < b <= c)");
  reads("a in b", "(cmp a in b)");
  reads("a not in b", "(cmp a not in b)");
  reads("a is None", "(cmp a is None)");
  reads("a is not none", "(cmp a is not None)");
  reads("a | b ^ c & d << 1", "(| a (^ b (& c (<< d 1))))");
  reads("a + b * c // d % e", "(+ a (% (// (* b c) d) e))");
  reads("~a", "(~ a)");
  reads("a if b else c", "(if b a c)");
  reads("a if b else c if d else e", "(if b a (if d c e))");
  reads("x -> A() if c else B()", "(-> x (if c (call A) (call B)))");
  reads("x -> lab: A() if c else B()", "(-> x (label lab (if c (call A) (call B))))");
  reads("(x -> A())", "(-> x (call A))");
  reads("(x -> A()) + y", "(+ (-> x (call A)) y)");
  reads("((x))", "x");
  reads("(a)", "a");
  reads("()", "(,)");
  reads("(a,)", "(, a)");
  reads("a,", "(, a)");
  reads("a, b", "(, a b)");
  reads("(a, b)", "(, a b)");
  reads("(*a, b)", "(, *a b)");
  reads("[*a, b]", "[*a b]");
  reads("[]", "[]");
  reads("[a, b,]", "[a b]");
  reads("{}", "{}");
  reads(`{"age": mse}`, `{"age":mse}`);
  reads(`{"a": x -> A(), **rest}`, `{"a":(-> x (call A)) **:rest}`);
  reads("{k: v for k, v in xs}", "(for-dict k: v (in (, k v) xs))");
  reads("[a for a in b]", "(for-list a (in a b))");
  reads(
    "[a + 1 for a in b if a > 1 if a < 5 for c in d]",
    "(for-list (+ a 1) (in a b (cmp a > 1) (cmp a < 5)) (in c d))",
  );
  reads(
    "[x -> A(r) for r in [1, 2]] -> Concatenate()",
    "(-> (for-list (-> x (call A r)) (in r [1 2])) (call Concatenate))",
  );
  reads("sum(x for x in xs)", "(call sum (for-generator x (in x xs)))");
  reads("sum((x for x in xs))", "(call sum (for-generator x (in x xs)))");
  reads("f(*a, **b)", "(call f *a **b)");
  reads("f(a=1, *b,)", "(call f a=1 *b)");
  reads("f(x -> A(), y=x -> B())", "(call f (-> x (call A)) y=(-> x (call B)))");
  reads("f(lab: A())", "(call f (label lab (call A)))");
  reads("True", "True");
  reads("true", "True");
  reads("false", "False");
  reads("None", "None");
  reads("none", "None");
  reads("...", "...");
  reads("64", "64");
  reads("1_000", "1000");
  reads("0.5", "0.5");
  reads("6.", "6.");
  reads(".5", "0.5");
  reads("1e-3", "0.001");
  reads("1E5", "100000.");
  reads("0x1F", "31");
  reads("0b101", "5");
  reads("0o17", "15");
  reads("123456789012345678901234567890", "123456789012345678901234567890");
  reads(`"a" 'b'`, `"ab"`);
  reads(`"a\\n\\t\\\\\\"\\x41\\u0042"`, `"a\\n\\t\\\\\\"AB"`);
  reads(`r"a\\n"`, `"a\\\\n"`);
  reads(`b"abc"`, `"abc"`);
  reads("u'x'", `"x"`);
  reads(`f"{a}"`, "(f {a})");
  reads(`f"a{b:02d}c{{d}}"`, `(f "a" {b:02d} "c{d}")`);
  reads(`f"{x!r} {d['k']}"`, `(f {x:r} " " {(at d "k")})`);
  reads(`f"{a if b else c}"`, "(f {(if b a c)})");
  reads(`F'{x}' "y{z}"`, `(f {x} "y{z}")`);
  reads(`"plain {braces}"`, `"plain {braces}"`);
  reads(
    `"""a
b"""`,
    `"a\\nb"`,
  );
  reads("skips.append(s)", "(call (. skips append) s)");
  reads("a.b.c(d)[e](f)", "(call (at (call (. (. a b) c) d) e) f)");
  reads("x.shape[0]", "(at (. x shape) 0)");
});
