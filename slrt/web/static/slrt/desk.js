// The desk in the browser. Every page works without it; with it, parts refresh themselves and typing is never lost.
import "./csrf.js";
import "./menus.js";
import "./focus.js";
import "./forms.js";
import "./drafts.js";
import "./live.js";
