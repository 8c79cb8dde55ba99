// Whole-number expressions over named sizes in one normal form, so that equal expressions have equal text.
// Exact (bigint coefficients); it never guesses the value of a name.

/** A part that multiplication cannot take apart: a name, a floor division, a minimum or a maximum. */
export interface Atom {
  readonly text: string;
  readonly names: readonly string[];
  /** The value once the names are known. */
  readonly evaluate: (values: ReadonlyMap<string, Polynomial>) => Polynomial;
  /** Set for `numerator // divisor` with a constant divisor. */
  readonly quotient?: { readonly numerator: Polynomial; readonly divisor: bigint };
}

interface Term {
  readonly coefficient: bigint;
  /** Sorted by text; an atom stands as often as its power. */
  readonly atoms: readonly Atom[];
}

/** A sum of products of atoms; `text` is canonical. */
export interface Polynomial {
  readonly terms: readonly Term[];
  readonly text: string;
}

const key = (term: Term): string => term.atoms.map((atom) => atom.text).join("*");

function factorText(atoms: readonly Atom[]): string {
  const parts: string[] = [];
  for (let i = 0; i < atoms.length; ) {
    let n = 1;
    while (i + n < atoms.length && atoms[i + n]!.text === atoms[i]!.text) n++;
    const text = atoms[i]!.text;
    const base =
      /^[A-Za-z_]\w*$|\)$/.test(text) && !text.startsWith("(")
        ? text
        : text.includes("//")
          ? `(${text})`
          : text;
    parts.push(n === 1 ? base : `${base}**${n}`);
    i += n;
  }
  return parts.join("*");
}

function write(terms: readonly Term[]): string {
  if (terms.length === 0) return "0";
  let text = "";
  for (const term of terms) {
    const negative = term.coefficient < 0n;
    const size = negative ? -term.coefficient : term.coefficient;
    const only = term.atoms.length === 1 && size === 1n ? term.atoms[0]!.text : undefined;
    const factor = only ?? factorText(term.atoms);
    const body = term.atoms.length === 0 ? `${size}` : size === 1n ? factor : `${size}*${factor}`;
    text += text === "" ? (negative ? `-${body}` : body) : negative ? ` - ${body}` : ` + ${body}`;
  }
  return text;
}

function build(terms: Iterable<Term>): Polynomial {
  const sums = new Map<string, Term>();
  for (const term of terms) {
    const k = key(term);
    const old = sums.get(k);
    sums.set(k, old ? { coefficient: old.coefficient + term.coefficient, atoms: term.atoms } : term);
  }
  const kept = [...sums.values()].filter((term) => term.coefficient !== 0n);
  // Highest degree first, the constant last; a positive term leads where degrees tie, so `T - 2` and not `-2 + T`.
  kept.sort((a, b) => b.atoms.length - a.atoms.length || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return { terms: kept, text: write(kept) };
}

export const constant = (value: bigint): Polynomial =>
  build(value === 0n ? [] : [{ coefficient: value, atoms: [] }]);

export function symbol(name: string): Polynomial {
  const atom: Atom = {
    text: name,
    names: [name],
    evaluate: (values) => values.get(name) ?? symbol(name),
  };
  return build([{ coefficient: 1n, atoms: [atom] }]);
}

/** The value, where no name is left in it. */
export function constantOf(p: Polynomial): bigint | undefined {
  if (p.terms.length === 0) return 0n;
  return p.terms.length === 1 && p.terms[0]!.atoms.length === 0 ? p.terms[0]!.coefficient : undefined;
}

export const add = (a: Polynomial, b: Polynomial): Polynomial => build([...a.terms, ...b.terms]);

export const scale = (a: Polynomial, by: bigint): Polynomial =>
  build(a.terms.map((term) => ({ coefficient: term.coefficient * by, atoms: term.atoms })));

export const subtract = (a: Polynomial, b: Polynomial): Polynomial => add(a, scale(b, -1n));

export function multiply(a: Polynomial, b: Polynomial): Polynomial {
  const terms: Term[] = [];
  for (const x of a.terms) {
    for (const y of b.terms) {
      const atoms = [...x.atoms, ...y.atoms].sort((p, q) => (p.text < q.text ? -1 : p.text > q.text ? 1 : 0));
      terms.push({ coefficient: x.coefficient * y.coefficient, atoms });
    }
  }
  return build(terms);
}

const floorDivide = (a: bigint, b: bigint): bigint => {
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
};

const fromAtom = (atom: Atom): Polynomial => build([{ coefficient: 1n, atoms: [atom] }]);

const namesIn = (...parts: readonly Polynomial[]): string[] => [
  ...new Set(parts.flatMap((p) => p.terms.flatMap((t) => t.atoms.flatMap((a) => a.names)))),
];

const group = (p: Polynomial): string => (/^\w+$/.test(p.text) ? p.text : `(${p.text})`);

/**
 * `a // b` as in Python. By a constant the whole multiples move out, `(T - 1)//2 + 1` is `(T + 1)//2`, and divisions
 * in a row become one, so that equal sizes reached on two ways have equal text.
 */
export function divideFloor(a: Polynomial, b: Polynomial): Polynomial {
  const divisor = constantOf(b);
  if (divisor === undefined) {
    const exact = divideExact(a, b);
    if (exact) return exact;
    return fromAtom({
      text: `${group(a)}//${group(b)}`,
      names: namesIn(a, b),
      evaluate: (values) => divideFloor(substitute(a, values), substitute(b, values)),
    });
  }
  if (divisor < 0n) return divideFloor(scale(a, -1n), constant(-divisor));
  if (divisor === 1n) return a;
  const whole: Term[] = [];
  const rest: Term[] = [];
  for (const { coefficient, atoms } of a.terms) {
    const q = floorDivide(coefficient, divisor);
    const r = coefficient - q * divisor;
    if (q !== 0n) whole.push({ coefficient: q, atoms });
    if (r !== 0n) rest.push({ coefficient: r, atoms });
  }
  const outside = build(whole);
  const inside = build(rest);
  const left = constantOf(inside);
  if (left !== undefined) return add(outside, constant(floorDivide(left, divisor)));
  const inner = inside.terms.find((term) => term.atoms.length > 0)!;
  const nested = inner.atoms[0]!.quotient;
  const alone = inside.terms.filter((term) => term.atoms.length > 0).length === 1;
  if (alone && nested && inner.atoms.length === 1 && inner.coefficient === 1n) {
    const plus = subtract(inside, fromAtom(inner.atoms[0]!));
    const numerator = add(nested.numerator, scale(plus, nested.divisor));
    return add(outside, divideFloor(numerator, constant(nested.divisor * divisor)));
  }
  const quotient = fromAtom({
    text: `${group(inside)}//${divisor}`,
    names: namesIn(inside),
    evaluate: (values) => divideFloor(substitute(inside, values), b),
    quotient: { numerator: inside, divisor },
  });
  return add(outside, quotient);
}

/** `a / b` where it leaves nothing over for every value of the names. */
export function divideExact(a: Polynomial, b: Polynomial): Polynomial | undefined {
  if (b.terms.length !== 1) return a.text === b.text ? constant(1n) : undefined;
  const { coefficient, atoms } = b.terms[0]!;
  const terms: Term[] = [];
  for (const term of a.terms) {
    if (term.coefficient % coefficient !== 0n) return undefined;
    const left = [...term.atoms];
    for (const atom of atoms) {
      const at = left.findIndex((x) => x.text === atom.text);
      if (at < 0) return undefined;
      left.splice(at, 1);
    }
    terms.push({ coefficient: term.coefficient / coefficient, atoms: left });
  }
  return build(terms);
}

function extreme(word: "min" | "max", a: Polynomial, b: Polynomial): Polynomial {
  const difference = constantOf(subtract(a, b));
  if (difference !== undefined) return difference < 0n === (word === "min") ? a : b;
  const [first, second] = a.text <= b.text ? [a, b] : [b, a];
  return fromAtom({
    text: `${word}(${first.text}, ${second.text})`,
    names: namesIn(a, b),
    evaluate: (values) => extreme(word, substitute(a, values), substitute(b, values)),
  });
}

export const minimum = (a: Polynomial, b: Polynomial): Polynomial => extreme("min", a, b);
export const maximum = (a: Polynomial, b: Polynomial): Polynomial => extreme("max", a, b);

/** The expression with names replaced; names without a value stay. */
export function substitute(p: Polynomial, values: ReadonlyMap<string, Polynomial>): Polynomial {
  let sum = constant(0n);
  for (const term of p.terms) {
    let product = constant(term.coefficient);
    for (const atom of term.atoms) product = multiply(product, atom.evaluate(values));
    sum = add(sum, product);
  }
  return sum;
}

export const names = (p: Polynomial): string[] => namesIn(p);
