// Counts of a view as people read them. It never works one out.
import { groupedDigits } from "../scene.ts";

const units = ["", " K", " M", " G", " T", " P"];

/** `1,792`, `14.7 M`: short enough for a box. Expressions stay as they are. */
export function shortCount(count: string): string {
  if (!/^\d+$/.test(count)) return count;
  if (count.length <= 6) return groupedDigits(count);
  let unit = 0;
  let rest = Number(count);
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${rest >= 100 ? rest.toFixed(0) : rest >= 10 ? rest.toFixed(1) : rest.toFixed(2)}${units[unit]}`;
}

const bytes = ["bytes", "KB", "MB", "GB", "TB"];

/** `12.3 MB`, in steps of 1,024. */
export function bytesText(count: string): string {
  if (!/^\d+$/.test(count)) return count;
  let unit = 0;
  let rest = Number(count);
  while (rest >= 1024 && unit < bytes.length - 1) {
    rest /= 1024;
    unit++;
  }
  return `${unit === 0 ? rest : rest.toFixed(1)} ${bytes[unit]}`;
}
