// Node's strict assertions for a browser.
import assert from "assert";

export default assert.strict;
