// The formatter, for texts that are written here. It never changes what a text means.
import { formatText } from "../../syntax/format/format.ts";

/** The text as `netlens format` leaves it. */
export const formatted = (text: string): string => formatText(text);
