// Where the picture stands in its window, and how large: one for all graphs that are moved in step. It never draws.
import type { Point } from "../../../../../server/src/ide/model-view/elk-graph.ts";

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The rectangle around a line, with room for its tip. */
export function boundsOf(points: readonly Point[]): Rectangle {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [x, y] = [Math.min(...xs) - 4, Math.min(...ys) - 4];
  return { x, y, width: Math.max(...xs) + 4 - x, height: Math.max(...ys) + 4 - y };
}

const smallest = 0.02;
const largest = 4;

export class Viewport {
  /** The picture's point (0, 0) in the window, and pixels a unit. */
  x = 0;
  y = 0;
  scale = 1;
  private readonly listeners = new Set<() => void>();

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  set(x: number, y: number, scale = this.scale): void {
    this.x = x;
    this.y = y;
    this.scale = Math.min(largest, Math.max(smallest, scale));
    for (const listener of this.listeners) listener();
  }

  pan(dx: number, dy: number): void {
    this.set(this.x + dx, this.y + dy);
  }

  /** Makes it larger or smaller; a point of the window stays where it is. */
  zoom(factor: number, at: Point): void {
    const scale = Math.min(largest, Math.max(smallest, this.scale * factor));
    const by = scale / this.scale;
    this.set(at.x - (at.x - this.x) * by, at.y - (at.y - this.y) * by, scale);
  }

  /** Shows all of a picture; `least` is the smallest it may become for that, and its top is shown then. */
  fit(picture: { readonly width: number; readonly height: number }, window: Rectangle, least = 0): void {
    const margin = 24;
    const whole = Math.min(
      (window.width - 2 * margin) / Math.max(1, picture.width),
      (window.height - 2 * margin) / Math.max(1, picture.height),
      1,
    );
    const scale = Math.max(whole, least, smallest);
    const x = (window.width - picture.width * scale) / 2;
    const y = whole < scale ? margin : Math.max(margin, (window.height - picture.height * scale) / 2);
    this.set(x, y, scale);
  }

  /** Brings a place of the picture into the middle of the window, or to its top, unless it is in it. */
  show(place: Rectangle, window: Rectangle, toTop = false): void {
    const margin = 24;
    const by = (from: number, size: number, whole: number): number => {
      if (size > whole - 2 * margin) return from > margin || from + size < margin ? margin - from : 0;
      return from >= margin && from + size <= whole - margin ? 0 : (whole - size) / 2 - from;
    };
    const dx = by(place.x * this.scale + this.x, place.width * this.scale, window.width);
    const above = place.y * this.scale + this.y;
    const outside = by(above, place.height * this.scale, window.height);
    const dy = outside !== 0 && toTop ? margin - above : outside;
    if (dx !== 0 || dy !== 0) this.pan(dx, dy);
  }

  /** The part of the picture a window shows. */
  part(window: Rectangle, margin = 0): Rectangle {
    return {
      x: (-this.x - margin) / this.scale,
      y: (-this.y - margin) / this.scale,
      width: (window.width + 2 * margin) / this.scale,
      height: (window.height + 2 * margin) / this.scale,
    };
  }
}

export const touches = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Pans with the wheel or by dragging, zooms with Ctrl and the wheel or by pinching. */
export function listenToPointer(element: Element, viewport: Viewport): void {
  element.addEventListener(
    "wheel",
    (event) => {
      const { deltaX, deltaY, deltaMode, ctrlKey, metaKey, shiftKey, clientX, clientY } = event as WheelEvent;
      event.preventDefault();
      const unit = deltaMode === 1 ? 18 : deltaMode === 2 ? 400 : 1;
      if (ctrlKey || metaKey) {
        const { left, top } = element.getBoundingClientRect();
        viewport.zoom(Math.exp(-deltaY * unit * 0.005), { x: clientX - left, y: clientY - top });
      } else if (shiftKey && deltaX === 0) viewport.pan(-deltaY * unit, 0);
      else viewport.pan(-deltaX * unit, -deltaY * unit);
    },
    { passive: false },
  );
  let last: { id: number; x: number; y: number; moved: boolean } | undefined;
  element.addEventListener("pointerdown", (event) => {
    const { pointerId, clientX, clientY, button } = event as PointerEvent;
    if (button === 0 || button === 1) last = { id: pointerId, x: clientX, y: clientY, moved: false };
  });
  element.addEventListener("pointermove", (event) => {
    const { pointerId, clientX, clientY } = event as PointerEvent;
    if (last?.id !== pointerId) return;
    const dx = clientX - last.x;
    const dy = clientY - last.y;
    if (!last.moved && Math.hypot(dx, dy) < 4) return;
    if (!last.moved) element.setPointerCapture(pointerId);
    last = { id: pointerId, x: clientX, y: clientY, moved: true };
    viewport.pan(dx, dy);
  });
  const end = (): void => {
    if (last?.moved) {
      // The click that ends a drag chooses nothing.
      const stop = (event: Event): void => event.stopPropagation();
      element.addEventListener("click", stop, { capture: true, once: true });
      setTimeout(() => element.removeEventListener("click", stop, { capture: true }), 0);
    }
    last = undefined;
  };
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
}
