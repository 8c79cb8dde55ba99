// One open box of a scene as a graph for ELK, and back: the boxes in it, the arrows between them, and dots on its border
// where arrows come in and go out. It never calls ELK and never looks into the boxes in it.
import type { Scene } from "./scene.ts";

/** The part of ELK's JSON format that is used; positions are there after the layout. */
export interface ElkGraph {
  readonly id: string;
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
  readonly layoutOptions?: Readonly<Record<string, string>>;
  readonly ports?: readonly ElkGraph[];
  readonly children?: readonly ElkGraph[];
  readonly edges?: readonly ElkEdge[];
}

export interface ElkEdge {
  readonly id: string;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly sections?: readonly {
    readonly startPoint: Point;
    readonly endPoint: Point;
    readonly bendPoints?: readonly Point[];
  }[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An end of an arrow in an open box: a box in it, or a dot on its border. A tensor is known by the layer that makes it. */
export interface End {
  readonly box: number;
  /** `box` is open, and the arrow goes on inside from this tensor's dot. */
  readonly tensor: number | undefined;
}

/** An arrow between two boxes in an open box, or between one of them and its border. */
export interface Arrow {
  /** Nothing where it comes from the border. */
  readonly from: End | undefined;
  readonly to: End | undefined;
  /** The tensor at the border. */
  readonly tensor: number;
  /** Numbers of the scene's edges it stands for. */
  readonly edges: number[];
}

/** What happens inside one open box. */
export interface Inside {
  readonly children: readonly number[];
  readonly arrows: readonly Arrow[];
  /** Tensors that come in and go out, in order. */
  readonly incoming: readonly number[];
  readonly outgoing: readonly number[];
}

/** Size of a box, and how far to the right its dots are if it is open. */
export interface Sized {
  readonly width: number;
  readonly height: number;
  readonly incoming?: ReadonlyMap<number, number>;
  readonly outgoing?: ReadonlyMap<number, number>;
}

/** The top of a scene is the open box -1. */
export const top = -1;

/** Gives each edge of the scene to the open boxes it runs through. */
export function insides(scene: Scene, open: ReadonlySet<number>): ReadonlyMap<number, Inside> {
  const found = new Map<
    number,
    { arrows: Map<string, Arrow>; incoming: Set<number>; outgoing: Set<number> }
  >();
  const isOpen = (box: number): boolean => box === top || open.has(box);
  const inside = (box: number) => {
    let known = found.get(box);
    if (!known) {
      known = { arrows: new Map(), incoming: new Set(), outgoing: new Set() };
      found.set(box, known);
    }
    return known;
  };
  const parent = (box: number): number => scene.boxes[box]!.parent;
  /** From the box up to the one that stands in `around`, outermost first. */
  const chain = (box: number, around: number): number[] => {
    const list: number[] = [];
    for (let at = box; at !== around; at = parent(at)) list.unshift(at);
    return list;
  };
  const add = (box: number, arrow: Omit<Arrow, "edges">, edge: number): void => {
    const { arrows, incoming, outgoing } = inside(box);
    if (!arrow.from) incoming.add(arrow.tensor);
    if (!arrow.to) outgoing.add(arrow.tensor);
    const name = (end: End | undefined): string =>
      end ? `${end.box}/${end.tensor ?? ""}` : `.${arrow.tensor}`;
    const key = `${name(arrow.from)}>${name(arrow.to)}`;
    const known = arrows.get(key);
    if (known) known.edges.push(edge);
    else arrows.set(key, { ...arrow, edges: [edge] });
  };
  const endOf = (list: readonly number[], i: number, tensor: number): End => {
    const box = list[i]!;
    return { box, tensor: i + 1 < list.length && isOpen(box) ? tensor : undefined };
  };
  for (const [edge, { from, to }] of scene.edges.entries()) {
    const common = commonParent(scene, from, to);
    if (![common, ...upwards(scene, common)].every(isOpen)) continue;
    const sources = chain(from, common);
    const targets = chain(to, common);
    const same = sources[0] === targets[0] && sources[0] !== from;
    if (same) continue;
    add(common, { from: endOf(sources, 0, from), to: endOf(targets, 0, from), tensor: from }, edge);
    for (let i = 0; i + 1 < sources.length && isOpen(sources[i]!); i++)
      add(sources[i]!, { from: endOf(sources, i + 1, from), to: undefined, tensor: from }, edge);
    for (let i = 0; i + 1 < targets.length && isOpen(targets[i]!); i++)
      add(targets[i]!, { from: undefined, to: endOf(targets, i + 1, from), tensor: from }, edge);
  }
  const result = new Map<number, Inside>();
  const visit = (box: number, children: readonly number[]): void => {
    const { arrows, incoming, outgoing } = inside(box);
    result.set(box, {
      children,
      arrows: [...arrows.values()],
      incoming: [...incoming],
      outgoing: [...outgoing],
    });
    for (const child of children) if (open.has(child)) visit(child, scene.boxes[child]!.children);
  };
  visit(top, scene.roots);
  return result;
}

function upwards(scene: Scene, box: number): readonly number[] {
  const list: number[] = [];
  for (let at = box; at !== top; at = scene.boxes[at]!.parent) list.push(scene.boxes[at]!.parent);
  return list;
}

/** The innermost box around both; two uses of one layer meet around it. */
function commonParent(scene: Scene, a: number, b: number): number {
  let at = scene.boxes[a]!.parent;
  while (at !== top && !(at < b && b < scene.boxes[at]!.end)) at = scene.boxes[at]!.parent;
  return at;
}

/** How far from a box an arrow turns: the shape that leaves the box stands above the turn. */
export const turnRoom = 18;

const options: Readonly<Record<string, string>> = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.mergeEdges": "true",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.favorStraightEdges": "true",
  "elk.layered.considerModelOrder.strategy": "PREFER_NODES",
  "elk.layered.spacing.nodeNodeBetweenLayers": "38",
  "elk.layered.spacing.edgeNodeBetweenLayers": `${turnRoom}`,
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
  "elk.spacing.nodeNode": "26",
  "elk.spacing.edgeNode": "16",
  "elk.spacing.edgeEdge": "12",
  "elk.separateConnectedComponents": "false",
};

/** A row of dots stands on the border itself. */
const padding = ({ incoming, outgoing }: Inside): string =>
  `[top=${incoming.length > 0 ? 0 : 14},left=16,bottom=${outgoing.length > 0 ? 0 : 14},right=16]`;

/**
 * The graph of one open box. Its names are numbers within it, so that two boxes that look alike give the same graph, and are
 * laid out once.
 */
export function elkGraph(inside: Inside, sizes: (box: number) => Sized): ElkGraph {
  const index = new Map(inside.children.map((box, i) => [box, i]));
  const dot = (name: string, constraint: string): ElkGraph => ({
    id: name,
    width: 1,
    height: 1,
    layoutOptions: { "elk.layered.layering.layerConstraint": constraint },
  });
  const portsOf = new Map<number, { readonly incoming: number[]; readonly outgoing: number[] }>();
  const children = inside.children.map((box, i): ElkGraph => {
    const { width, height, incoming, outgoing } = sizes(box);
    const ins = [...(incoming ?? [])];
    const outs = [...(outgoing ?? [])];
    portsOf.set(box, { incoming: ins.map(([tensor]) => tensor), outgoing: outs.map(([tensor]) => tensor) });
    if (ins.length + outs.length === 0) return { id: `${i}`, width, height };
    const port = (name: string, side: string, x: number): ElkGraph => ({
      id: `${i}${name}`,
      width: 0,
      height: 0,
      x,
      y: side === "NORTH" ? 0 : height,
      layoutOptions: { "elk.port.side": side },
    });
    return {
      id: `${i}`,
      width,
      height,
      ports: [
        ...ins.map(([, x], k) => port(`<${k}`, "NORTH", x)),
        ...outs.map(([, x], k) => port(`>${k}`, "SOUTH", x)),
      ],
      layoutOptions: { "elk.portConstraints": "FIXED_POS" },
    };
  });
  const nameOf = (end: End | undefined, tensor: number, side: "incoming" | "outgoing"): string => {
    const sign = side === "incoming" ? "<" : ">";
    // A dot of this box's border stands on the other side as seen from inside.
    if (!end)
      return side === "incoming"
        ? `>${inside.outgoing.indexOf(tensor)}`
        : `<${inside.incoming.indexOf(tensor)}`;
    const i = index.get(end.box)!;
    return end.tensor === undefined
      ? `${i}`
      : `${i}${sign}${portsOf.get(end.box)![side].indexOf(end.tensor)}`;
  };
  return {
    id: "box",
    layoutOptions: { ...options, "elk.padding": padding(inside) },
    children: [
      ...inside.incoming.map((_, k) => dot(`<${k}`, "FIRST_SEPARATE")),
      ...children,
      ...inside.outgoing.map((_, k) => dot(`>${k}`, "LAST_SEPARATE")),
    ],
    edges: inside.arrows.map(({ from, to, tensor }, k) => ({
      id: `e${k}`,
      sources: [nameOf(from, tensor, "outgoing")],
      targets: [nameOf(to, tensor, "incoming")],
    })),
  };
}
