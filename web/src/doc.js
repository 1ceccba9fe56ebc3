// The document that the page shows (docs/page-data.md), and how to read its tables.
// SPDX-License-Identifier: Apache-2.0

/** @typedef {"error" | "warning" | "note"} Severity */
/** @typedef {"static" | "runtime" | "both"} Evidence */
/** @typedef {"none" | "excused" | "real"} Mark */
/** @typedef {"unchanged" | "new" | "gone"} Change */
/** @typedef {[string, number, string]} Step thread, site, note */
/**
 * @typedef {object} Finding
 * @property {string} rule
 * @property {Severity} severity
 * @property {string} confidence
 * @property {Evidence} evidence
 * @property {string} message
 * @property {number} at
 * @property {string} fingerprint
 * @property {string} [filtered]
 * @property {string} [counterpart]
 * @property {number} [count]
 * @property {number} [first_ms]
 * @property {number} [last_ms]
 * @property {Step[]} steps
 */
/** @typedef {{mode: string, at: number, stack: number}} End */
/**
 * @typedef {object} Way
 * @property {"static" | "runtime"} evidence
 * @property {string} thread
 * @property {End} from
 * @property {End} to
 * @property {string[]} [gates]
 * @property {boolean} [try]
 * @property {boolean} [ordered]
 */
/**
 * @typedef {object} LockNode
 * @property {string} name
 * @property {string} key
 * @property {string} kind
 * @property {number} declared
 * @property {number} initialised
 * @property {number} objects
 * @property {number} acquisitions
 * @property {number} contended
 * @property {Mark} mark
 * @property {[number, number, number, number]} [box] middle, width, height
 * @property {Change} [change]
 */
/**
 * @typedef {object} Order
 * @property {number} from
 * @property {number} to
 * @property {Evidence} evidence
 * @property {number} count
 * @property {number} last_ms
 * @property {Mark} mark
 * @property {string} [reason]
 * @property {string} [finding]
 * @property {Way[]} ways
 * @property {number} [more_ways]
 * @property {number[]} [path]
 * @property {Change} [change]
 * @property {Evidence} [old_evidence]
 * @property {number} [old_count]
 */
/** @typedef {{locks: string[], finding: string, reason?: string, why?: string, change?: Change}} Cycle */
/**
 * @typedef {object} Graph
 * @property {string} [error]
 * @property {string} [against]
 * @property {number} [width]
 * @property {number} [height]
 * @property {LockNode[]} nodes
 * @property {Order[]} edges
 * @property {Cycle[]} cycles
 */
/**
 * @typedef {object} Lock
 * @property {number} run
 * @property {string} label
 * @property {string} key
 * @property {string} kind
 * @property {number} acquisitions
 * @property {number} contended
 * @property {number} [look_us]
 * @property {number} [held]
 * @property {number} [waited]
 * @property {number} [most_waiting]
 * @property {number} [longest_hold_ms]
 * @property {number} [longest_wait_ms]
 * @property {number} [holds]
 * @property {number} [total_us]
 * @property {number} [longest_us]
 */
/** @typedef {{kind: "thread" | "timer", stack: number, live: number[]}} Place */
/**
 * @typedef {object} Samples
 * @property {number} run
 * @property {number[]} at_ms
 * @property {number[]} threads
 * @property {number[]} timers
 * @property {number[]} holding
 * @property {number[]} waiting
 * @property {Place[]} places
 * @property {number} [more_places]
 */
/**
 * @typedef {object} Run
 * @property {number} id
 * @property {string} command
 * @property {string} target
 * @property {string} host
 * @property {number} started_ms
 * @property {number} ended_ms
 * @property {number} exit_status
 * @property {number} pid
 * @property {number} translation_units
 * @property {number} failed_units
 * @property {number} dropped
 * @property {string} coverage
 */
/** @typedef {{id: string, title: string, text: string, cwe: string}} Rule */
/**
 * @typedef {object} Summary
 * @property {number} error
 * @property {number} warning
 * @property {number} note
 * @property {number} excused
 * @property {number} [others]
 * @property {number} translation_units
 * @property {number} failed_units
 */
/**
 * @typedef {object} Doc
 * @property {{version: string, schema: number}} heddle
 * @property {"findings" | "graph"} view
 * @property {string} target
 * @property {Summary} summary
 * @property {Run[]} runs
 * @property {boolean} running
 * @property {Finding[]} findings
 * @property {Rule[]} rules
 * @property {Graph} graph
 * @property {Lock[]} locks
 * @property {number} [more_locks]
 * @property {Samples[]} samples
 * @property {string[]} files
 * @property {string[]} functions
 * @property {[number, number, number, number][]} sites
 * @property {number[][]} stacks
 * @property {number[]} library
 * @property {Record<string, string>[]} sources
 */

/** @typedef {{file: string, line: number, column: number, function: string}} Site */

/** A document with its tables looked up. */
export class Model {
  /** @param {Doc} doc */
  constructor(doc) {
    this.doc = doc;
    /** @type {Map<string, Rule>} */
    this.rules = new Map(doc.rules.map(r => [r.id, r]));
    /** @type {Map<string, number>} */
    this.nodeByKey = new Map(doc.graph.nodes.map((n, i) => [n.key, i]));
    /** @type {Set<number>} */
    this.library = new Set(doc.library);
  }

  /** @param {number} n @returns {Site} */
  site(n) {
    const raw = this.doc.sites[n];
    if (!raw)
      return { file: "", line: 0, column: 0, function: "" };
    const [file, line, column, fn] = raw;
    return { file: this.doc.files[file] ?? "", line, column, function: this.doc.functions[fn] ?? "" };
  }

  /** "src/a.c:12:5", or the function when the file is unknown. @param {number} n */
  place(n) {
    const s = this.site(n);
    if (!s.file)
      return s.function || "somewhere unknown";
    return s.file + (s.line ? `:${s.line}` : "") + (s.line && s.column ? `:${s.column}` : "");
  }

  /** Only the last part of the path. @param {number} n */
  shortPlace(n) {
    return this.place(n).replace(/^.*\/(?=[^/])/, "").replace(/(:\d+):\d+$/, "$1");
  }

  /** A line of source, if the document has it. @param {number} n @param {number} [line] */
  source(n, line) {
    const raw = this.doc.sites[n];
    return raw && raw[0] >= 0 ? this.doc.sources[raw[0]]?.[String(line ?? raw[1])] : undefined;
  }

  /** Places, innermost first. @param {number} stack */
  frames(stack) {
    return this.doc.stacks[stack] ?? [];
  }

  /** The frame that says most: the innermost of the program's own, with a line if there is one. @param {number[]} frames */
  chief(frames) {
    const own = frames.filter(n => !this.library.has(n));
    return own.find(n => this.site(n).file) ?? own[0] ?? frames[0] ?? -1;
  }

  /** @param {string} fingerprint */
  finding(fingerprint) {
    return this.doc.findings.find(f => f.fingerprint === fingerprint);
  }

  /** Orders that lie on a finding's cycle. @param {string} fingerprint */
  ordersOf(fingerprint) {
    const edges = this.doc.graph.edges;
    return edges.map((_, i) => i).filter(i => edges[i].finding === fingerprint);
  }
}

/** What evidence means, in words. @type {Record<string, string>} */
export const EVIDENCE = {
  static: "found by analysis", runtime: "seen at run time",
  both: "found by analysis and seen at run time"
};

/** The document in the page itself, or null. @returns {Doc | null} */
export function island() {
  const text = document.getElementById("data")?.textContent;
  return text ? JSON.parse(text) : null;
}
