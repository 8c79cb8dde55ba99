// Takes the configuration out of a `.keras` archive. It never inflates more than it may, whatever the archive claims.
import { Unzip, UnzipInflate } from "fflate";

/** What is wrong with an archive, in words for its user. */
export class BadArchive extends Error {}

const limits = {
  entries: 10_000,
  size: 64 * 1024 * 1024,
  ratio: 1000,
  smallest: 1024 * 1024,
  chunk: 64 * 1024,
};

/** Whether the bytes begin as a zip archive does. */
export const isArchive = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 &&
  bytes[0] === 0x50 &&
  bytes[1] === 0x4b &&
  (bytes[2] === 3 || bytes[2] === 5) &&
  (bytes[3] === 4 || bytes[3] === 6);

/**
 * The texts of these entries of an archive, as far as it has them. The sizes an archive declares are checked before, and
 * the bytes that come out while they come. Throws `BadArchive`.
 */
export function archiveTexts(bytes: Uint8Array, wanted: readonly string[]): ReadonlyMap<string, string> {
  const entries = directory(bytes);
  const found = new Map<string, string>();
  for (const entry of entries) {
    if (!wanted.includes(entry.name) || found.has(entry.name)) continue;
    if (entry.encrypted) throw new BadArchive(`has an encrypted \`${entry.name}\``);
    if (entry.size > limits.size)
      throw new BadArchive(`has a \`${entry.name}\` of ${entry.size} bytes; at most ${limits.size} are read`);
    if (entry.size > limits.smallest && entry.size > entry.packed * limits.ratio)
      throw new BadArchive(
        `has a \`${entry.name}\` that grows ${Math.round(entry.size / Math.max(1, entry.packed))}-fold; no configuration does`,
      );
    found.set(entry.name, inflated(bytes.subarray(entry.offset, entry.end), entry.name, entry.packed));
  }
  return found;
}

interface Entry {
  readonly name: string;
  readonly size: number;
  readonly packed: number;
  readonly encrypted: boolean;
  /** Where the local header begins, and the latest place its data can end. */
  readonly offset: number;
  readonly end: number;
}

/** The entries the directory at the end of an archive lists. */
function directory(bytes: Uint8Array): readonly Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = bytes.length - 22;
  const lowest = Math.max(0, bytes.length - 22 - 65_535);
  while (at >= lowest && view.getUint32(at, true) !== 0x06054b50) at--;
  if (at < lowest || at < 0) throw new BadArchive("is a broken archive: its directory is missing");
  const count = view.getUint16(at + 10, true);
  const start = view.getUint32(at + 16, true);
  if (count > limits.entries)
    throw new BadArchive(`has ${count} entries; at most ${limits.entries} are read`);
  const entries: Entry[] = [];
  let next = start;
  for (let i = 0; i < count; i++) {
    if (next + 46 > bytes.length || view.getUint32(next, true) !== 0x02014b50)
      throw new BadArchive("is a broken archive: its directory is damaged");
    const nameLength = view.getUint16(next + 28, true);
    const extra = view.getUint16(next + 30, true);
    const comment = view.getUint16(next + 32, true);
    const packed = view.getUint32(next + 20, true);
    const offset = view.getUint32(next + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(next + 46, next + 46 + nameLength));
    const header = offset + 30;
    if (header <= bytes.length && view.getUint32(offset, true) === 0x04034b50) {
      const data = header + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
      // A descriptor of up to 24 bytes may follow the data.
      entries.push({
        name,
        size: view.getUint32(next + 24, true),
        packed,
        encrypted: (view.getUint16(next + 8, true) & 1) === 1,
        offset,
        end: Math.min(bytes.length, data + packed + 24),
      });
    } else if (packed !== 0xffffffff)
      throw new BadArchive("is a broken archive: an entry lies outside of it");
    next += 46 + nameLength + extra + comment;
  }
  return entries;
}

function inflated(bytes: Uint8Array, name: string, packed: number): string {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let failure: Error | undefined;
  const most = Math.min(limits.size, Math.max(limits.smallest, packed * limits.ratio));
  let ended = false;
  const unzip = new Unzip((file) => {
    if (file.name !== name || ended) return;
    file.ondata = (error, data, final) => {
      if (error) {
        failure ??= error;
        return;
      }
      size += data.length;
      if (size > most) throw new BadArchive(`has a \`${name}\` that grows beyond ${most} bytes`);
      chunks.push(data);
      if (final) ended = true;
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < bytes.length && !ended; at += limits.chunk)
      unzip.push(bytes.subarray(at, at + limits.chunk), at + limits.chunk >= bytes.length);
  } catch (error) {
    if (error instanceof BadArchive) throw error;
    failure ??= error as Error;
  }
  if (chunks.length === 0 || (failure && !ended))
    throw new BadArchive(`is a broken archive: \`${name}\` cannot be unpacked`);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return new TextDecoder().decode(whole);
}
