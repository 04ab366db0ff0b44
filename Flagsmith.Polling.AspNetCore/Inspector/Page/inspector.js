"use strict";
(() => {
  const meta = name => document.querySelector(`meta[name="inspector-${name}"]`).content;
  const [base, token] = [meta("base"), meta("token")];
  const skew = Number(meta("now")) - Date.now();
  const find = id => document.getElementById(id);
  const pageSize = 200, longValue = 90, highlightFor = 30000, retryAfter = 3000, deepestJson = 100;
  const environments = new Map();
  const outcomes = { Unchanged: ["same", "unchanged"], Published: ["new", "published"], Held: ["held", "held back"], Failed: ["bad", "failed"] };
  const moods = { Fresh: "good", Offline: "good", Starting: "", Failing: "warn", Stale: "bad", Misconfigured: "bad", Stopped: "bad" };
  let current = null, sort = { by: "name", down: false }, shown = pageSize;

  // All text of the server goes into the page as text, never as markup.
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const set = (id, text) => { const element = find(id); if (element.textContent !== text) element.textContent = text; };
  const now = () => Date.now() + skew;
  const span = ms => {
    const s = Math.max(0, Math.round(ms / 1000));
    return s < 60 ? `${s} s` : s < 3600 ? `${Math.floor(s / 60)} min ${s % 60} s` : s < 86400 ? `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min` : `${Math.floor(s / 86400)} d ${Math.floor(s % 86400 / 3600)} h`;
  };
  const clock = at => new Date(at).toLocaleTimeString();
  const words = text => text.replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);
  const announce = text => set("announcement", text);

  function receive(status) {
    let environment = environments.get(status.environment);
    if (!environment) {
      environment = { name: status.environment, flags: new Map(), loaded: null, isLoading: false, isOutdated: false };
      environments.set(status.environment, environment);
      drawTabs();
    }
    if (environment.run !== status.run) { // another process: its versions say nothing about those before
      if (environment.run !== undefined && environment.loaded !== null) environment.loaded = -1;
      environment.run = status.run;
    }
    environment.status = status;
    if (current === null) select(environment);
    if (environment.isOutdated || environment.loaded !== status.version) load(environment);
    if (environment === current) drawStatus();
  }

  async function load(environment) {
    if (environment.isLoading) return;
    environment.isLoading = true;
    environment.isOutdated = false;
    const failure = await fetchFlags(environment);
    if (failure) {
      environment.isOutdated = true;
      if (environment === current) announce(`The flags could not be loaded: ${failure}. Trying again.`);
      await new Promise(done => setTimeout(done, retryAfter)); // a refusal, such as after a sign-out, must not become a loop
    }
    environment.isLoading = false;
    if (environment.isOutdated || environment.status.version > environment.loaded) load(environment);
  }

  async function fetchFlags(environment) {
    try {
      const response = await fetch(`${base}/flags?environment=${encodeURIComponent(environment.name)}`, { cache: "no-store" });
      if (!response.ok) return `refused with ${response.status}`;
      merge(environment, await response.json());
      return null;
    } catch {
      return "no usable response";
    }
  }

  function merge(environment, { version, flags }) {
    const isFirst = environment.loaded === null, at = now(), next = new Map(), changes = [];
    for (const flag of flags) {
      const old = environment.flags.get(flag.name);
      flag.changedAt = old?.changedAt;
      flag.was = old?.was;
      if (!isFirst && (!old || old.enabled !== flag.enabled || old.mark !== flag.mark || (flag.mark === undefined && old.value !== flag.value) || old.kind !== flag.kind)) {
        flag.changedAt = at;
        flag.was = old ? describe(old) : "absent";
        changes.push(`${flag.name} was ${flag.was}, is ${describe(flag)}`);
      }
      next.set(flag.name, flag);
    }
    if (!isFirst) for (const name of environment.flags.keys()) if (!next.has(name)) changes.push(`${name} was removed`);
    environment.flags = next;
    environment.loaded = version;
    if (environment !== current) return;
    if (changes.length > 0) announce(changes.length > 3 ? `${changes.length} flags changed.` : `${changes.join(". ")}.`);
    drawFlags();
  }

  const short = text => text.length > 40 ? `${text.slice(0, 40)}…` : text;
  const describe = flag => `${flag.enabled ? "on" : "off"}${flag.value === undefined ? "" : `, ${short(flag.value)}`}`;

  function select(environment) {
    current = environment;
    shown = pageSize;
    find("explanation").replaceChildren();
    announce("");
    drawTabs();
    if (environment.status) drawStatus();
    drawFlags();
  }

  function drawTabs() {
    const tabs = find("tabs");
    tabs.hidden = environments.size < 2;
    tabs.replaceChildren(...[...environments.values()].map(environment => {
      const tab = make("button", "", environment.name || "default");
      tab.type = "button";
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-selected", String(environment === current));
      tab.setAttribute("aria-controls", "panel");
      tab.tabIndex = environment === current ? 0 : -1;
      tab.addEventListener("click", () => select(environment));
      return tab;
    }));
    const panel = find("panel");
    if (environments.size > 1) {
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-label", `Environment ${current?.name || "default"}`);
    }
  }

  find("tabs").addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...environments.values()];
    select(all[(all.indexOf(current) + step + all.length) % all.length]);
    find("tabs").querySelector('[aria-selected="true"]').focus();
    event.preventDefault();
  });

  function drawStatus() {
    const status = current.status;
    set("state", words(status.state));
    find("state").className = `pill ${moods[status.state] ?? ""}`;
    set("version", String(status.version));
    set("source", `from ${words(status.source).toLowerCase().replace("api", "Flagsmith")} · ${status.mode === "Remote" ? "remote evaluation" : "local evaluation"}`);
    set("failures", status.failures > 0 ? `${status.failures} failed in a row${status.error ? `: ${words(status.error).toLowerCase()}` : ""}` : "");
    find("users-card").hidden = !status.users;
    if (status.users) {
      const { entries, maxEntries, hits, staleHits, misses, fallbacks, inFlight, isSuspended } = status.users;
      set("users", `${entries.toLocaleString()} of ${maxEntries.toLocaleString()}`);
      set("reads", `${hits.toLocaleString()} hits, ${staleHits.toLocaleString()} stale, ${misses.toLocaleString()} misses, ${fallbacks.toLocaleString()} fallbacks${inFlight ? `, ${inFlight} in flight` : ""}${isSuspended ? ", suspended" : ""}`);
    }
    find("explain").hidden = !status.canExplain;
    drawTimeline(status.polls);
    tick();
  }

  function drawTimeline(polls) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const counts = {};
    for (const poll of polls) counts[poll.outcome] = (counts[poll.outcome] ?? 0) + 1;
    const summary = Object.entries(outcomes).filter(([outcome]) => counts[outcome]).map(([outcome, [, text]]) => `${counts[outcome]} ${text}`).join(", ");
    svg.setAttribute("viewBox", "0 0 1000 100");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", polls.length ? `The last ${polls.length} polls: ${summary}.` : "No polls yet.");
    const longest = Math.log1p(Math.max(1, ...polls.map(poll => poll.ms)));
    polls.forEach((poll, index) => {
      const [className, text] = outcomes[poll.outcome];
      const height = 10 + 88 * Math.log1p(poll.ms) / longest;
      const bar = document.createElementNS(svg.namespaceURI, "rect");
      for (const [name, value] of Object.entries({ x: (100 - polls.length + index) * 10 + 1, y: 100 - height, width: 8, height, rx: 2, class: className })) bar.setAttribute(name, value);
      const title = document.createElementNS(svg.namespaceURI, "title");
      title.textContent = sayPoll(poll, text);
      bar.append(title);
      svg.append(bar);
    });
    find("timeline").replaceChildren(svg);
    find("poll-list").replaceChildren(...polls.toReversed().map(poll => make("li", "", sayPoll(poll, outcomes[poll.outcome][1]))));
    const last = polls.at(-1);
    find("legend").replaceChildren(...Object.entries(outcomes).filter(([outcome]) => counts[outcome]).map(([outcome, [className, text]]) => {
      const item = make("li");
      item.append(make("i", className), `${counts[outcome]} ${text}`);
      return item;
    }), ...(last ? [make("li", "", `last took ${last.ms} ms`)] : []));
  }

  const sayPoll = (poll, outcome) => `${clock(poll.at)}: ${outcome} in ${poll.ms} ms, ${poll.reason.toLowerCase()}${poll.error ? `, ${words(poll.error).toLowerCase()}` : ""}`;

  // Ages and countdowns go on between two events.
  function tick() {
    const status = current?.status;
    if (!status) return;
    set("since", `since ${clock(status.since)}`);
    set("age", status.confirmedAt ? `${span(now() - Date.parse(status.confirmedAt))} ago` : "never");
    set("confirmed", status.confirmedAt ? `at ${clock(status.confirmedAt)}` : "");
    set("next", status.nextPollAt ? `in ${span(Date.parse(status.nextPollAt) - now())}` : status.state === "Offline" || status.state === "Stopped" || status.polls.length === 0 ? "none" : "now");
    for (const row of document.querySelectorAll("tr.new")) if (now() - Number(row.dataset.at) > highlightFor) row.classList.remove("new");
    for (const cell of document.querySelectorAll("td[data-at]")) cell.textContent = `${span(now() - Number(cell.dataset.at))} ago`;
  }

  function matching() {
    const text = find("search").value.trim().toLowerCase(), which = find("show").value;
    const flags = [...current.flags.values()].filter(flag =>
      (which === "all" || (which === "changed" ? flag.changedAt : (which === "on") === flag.enabled))
      && (!text || flag.name.toLowerCase().includes(text) || (flag.value ?? "").toLowerCase().includes(text)));
    const key = { name: flag => flag.name.toLowerCase(), enabled: flag => flag.enabled ? 0 : 1, value: flag => (flag.value ?? "").toLowerCase(), changed: flag => -(flag.changedAt ?? 0) }[sort.by];
    const order = sort.down ? -1 : 1;
    return flags.map(flag => [key(flag), flag]).sort(([a, one], [b, other]) => order * (a < b ? -1 : a > b ? 1 : one.name < other.name ? -1 : 1)).map(([, flag]) => flag);
  }

  function drawFlags() {
    if (current === null) return;
    const flags = matching();
    set("count", flags.length === current.flags.size ? `${flags.length}` : `${flags.length} of ${current.flags.size}`);
    const open = new Set([...document.querySelectorAll("#rows details[open]")].map(details => details.dataset.name));
    const focused = document.activeElement?.closest("#rows details") && { name: document.activeElement.closest("details").dataset.name, tag: document.activeElement.tagName };
    find("rows").replaceChildren(...flags.slice(0, shown).map(flag => drawFlag(flag, open)));
    if (focused) [...document.querySelectorAll("#rows details")].find(details => details.dataset.name === focused.name)?.querySelector(focused.tag)?.focus({ preventScroll: true });
    find("none").hidden = flags.length > 0;
    find("more").hidden = flags.length <= shown;
    find("names").replaceChildren(...(current.status?.canExplain ? [...current.flags.keys()].slice(0, 1000).map(name => { const option = make("option"); option.value = name; return option; }) : []));
    tick();
  }

  function drawFlag(flag, open) {
    const row = make("tr"), state = make("td"), changed = make("td", "note");
    const nameCell = make("td", "name", flag.name);
    state.append(make("span", `pill ${flag.enabled ? "good" : ""}`, flag.enabled ? "on" : "off"));
    if (flag.changedAt) {
      row.dataset.at = changed.dataset.at = flag.changedAt;
      if (now() - flag.changedAt <= highlightFor) row.className = "new";
    }
    const value = drawValue(flag, open);
    if (flag.changedAt) value.append(make("div", "note was", `was ${flag.was}`));
    row.append(nameCell, state, value, changed);
    return row;
  }

  function drawValue(flag, open) {
    const cell = make("td", "value");
    if (flag.masked) cell.append(make("span", "note", flag.kind === "Null" ? "none" : `masked ${flag.kind.toLowerCase()}`));
    else if (flag.value === undefined) cell.append(make("span", "note", "none"));
    else {
      const pretty = prettyOf(flag);
      if (pretty === null && flag.value.length <= longValue && !flag.value.includes("\n")) cell.append(flag.value);
      else {
        const details = make("details");
        details.dataset.name = flag.name;
        details.open = open.has(flag.name);
        details.append(make("summary", "", short(flag.value.replace(/\s+/g, " "))), make("pre", "", pretty ?? flag.value));
        details.lastChild.tabIndex = 0;
        if (flag.length) details.append(make("p", "note", `The first ${flag.value.length.toLocaleString()} of ${flag.length.toLocaleString()} characters.`));
        cell.append(details);
      }
      if (flag.kind !== "String" || pretty !== null) cell.append(make("span", "kind", pretty !== null ? "JSON" : flag.kind.toLowerCase()));
      if (flag.variant) cell.append(make("span", "kind", `variant ${flag.variant}`));
    }
    return cell;
  }

  function prettyOf(flag) {
    if (flag.kind !== "String" || flag.length || !/^\s*[[{]/.test(flag.value)) return null;
    try { JSON.parse(flag.value); } catch { return null; }
    return indent(flag.value);
  }

  // Moves white space alone: large numbers, the digits of fractions and duplicate names stay as they are.
  function indent(json) {
    let depth = 0, deepest = 0;
    const line = step => { depth += step; deepest = Math.max(deepest, depth); return deepest > deepestJson ? "" : `\n${"  ".repeat(depth)}`; };
    const text = json.replace(/"(?:[^"\\]|\\.)*"|[{[]\s*[}\]]|[{}[\],:]|\s+/g, token => {
      if (token[0] === '"') return token;
      if (/^\s/.test(token)) return "";
      if (token.length > 1) return token[0] + token.at(-1);
      if (token === ":") return ": ";
      if (token === ",") return token + line(0);
      return "{[".includes(token) ? token + line(1) : line(-1) + token;
    });
    return deepest > deepestJson ? null : text;
  }

  for (const button of document.querySelectorAll("th button")) button.addEventListener("click", () => {
    sort = { by: button.dataset.sort, down: sort.by === button.dataset.sort && !sort.down };
    for (const other of document.querySelectorAll("th button")) other.parentElement.setAttribute("aria-sort", other === button ? (sort.down ? "descending" : "ascending") : "none");
    drawFlags();
  });
  find("search").addEventListener("input", () => { shown = pageSize; drawFlags(); });
  find("show").addEventListener("change", () => { shown = pageSize; drawFlags(); });
  find("more").addEventListener("click", () => { shown += pageSize; drawFlags(); });

  const post = (path, body) => fetch(`${base}/${path}`, { method: "POST", headers: { "RequestVerificationToken": token, "Content-Type": "application/json" }, body });

  find("refresh").addEventListener("click", async () => {
    const button = find("refresh");
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true"); // "disabled" would take the focus away
    announce("Refreshing…");
    try {
      const response = await post(`refresh?environment=${encodeURIComponent(current.name)}`);
      if (response.ok) {
        const { error, changed } = await response.json();
        announce(error ? `The refresh failed: ${words(error).toLowerCase()}.` : changed ? "Refreshed: something has changed." : "Refreshed: nothing has changed.");
      } else announce(response.status === 429 ? "Refreshed less than a second ago." : response.status === 400 ? "The application was restarted. Reload this page to refresh from it." : `The refresh was refused (${response.status}).`);
    } catch {
      announce("The application does not respond.");
    } finally {
      setTimeout(() => { button.removeAttribute("aria-disabled"); }, 1000);
    }
  });

  find("explain-form").addEventListener("submit", async event => {
    event.preventDefault();
    const form = new FormData(event.target), result = find("explanation");
    let traits = {};
    try { traits = JSON.parse(form.get("traits").trim() || "{}"); } catch { result.replaceChildren(make("p", "", "The traits are not JSON. Write them like {\"plan\": \"gold\"}.")); return; }
    try {
      const response = await post("explain", JSON.stringify({ environment: current.name, flag: form.get("flag"), identifier: form.get("identifier"), traits }));
      if (response.ok) drawExplanation(await response.json());
      else result.replaceChildren(make("p", "", response.status === 404 ? "There is no such flag." : response.status === 400 ? "Not understood: traits are strings, numbers or booleans. After a restart of the application, reload this page." : `Refused (${response.status}).`));
    } catch {
      result.replaceChildren(make("p", "", "The application does not respond."));
    }
  });

  function drawExplanation({ flag, segment, lines }) {
    const outcome = make("p"), list = make("ol");
    outcome.append(make("span", `pill ${flag.enabled ? "good" : ""}`, flag.enabled ? "on" : "off"), ` ${flag.value === undefined ? "without a value" : short(flag.value)}${segment ? `, by ${segment === "identity_overrides" ? "the user's own override" : `segment ${segment}`}` : ", by default"}`);
    for (const line of lines) {
      const item = make("li", line.depth ? `depth-${Math.min(4, line.depth)}` : "");
      item.append(make("span", `pill ${line.matches ? "good" : ""}`, line.matches ? "yes" : "no"), make("span", "", line.text));
      list.append(item);
    }
    find("explanation").replaceChildren(outcome, list);
  }

  function connect() {
    const events = new EventSource(`${base}/events`);
    events.addEventListener("status", event => receive(JSON.parse(event.data)));
    events.addEventListener("open", () => {
      set("connection", "Live");
      find("connection").className = "pill good";
    });
    events.addEventListener("error", () => {
      set("connection", "Connection lost, trying again");
      find("connection").className = "pill warn";
      if (events.readyState === EventSource.CLOSED) setTimeout(() => connect(), 3000); // refused: the browser does not try again by itself
    });
  }

  setInterval(tick, 1000);
  connect();
})();
