// Finds the name somebody meant. It never decides that it was meant.
import { distance } from "fastest-levenshtein";

/** The candidate nearest to a misspelt name, if one is near enough to suggest. Case counts half. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  return nearest(name, candidates)[0];
}

/** All candidates near enough to suggest, nearest first. */
export function nearest(name: string, candidates: Iterable<string>, most = 3): string[] {
  const limit = Math.max(1, Math.floor(name.length / 3)) + (name.length > 3 ? 0.5 : 0);
  const found: [number, string][] = [];
  const lower = name.toLowerCase();
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > limit) continue;
    const exact = swapped(name, candidate) ? 1 : distance(name, candidate);
    const d = Math.min(exact, distance(lower, candidate.toLowerCase()) + 0.5);
    if (d <= limit) found.push([d, candidate]);
  }
  return [...new Set(found.sort((a, b) => a[0] - b[0]).map(([, candidate]) => candidate))].slice(0, most);
}

/** Whether two letters changed places: one slip of the fingers, though two edits. */
function swapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i + 1 < a.length && a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}
