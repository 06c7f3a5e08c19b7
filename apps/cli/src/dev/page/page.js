const byId = (id) => document.getElementById(id);
const list = byId('flags');
/** What the server said last. */
let board = { flags: [] };
/** The rows on the page, by the key of their flag. */
const rows = new Map();

const events = new EventSource('api/dev/stream');
events.addEventListener('open', () => void refresh());
events.addEventListener('message', () => void refresh());
events.addEventListener('error', () => say('Not connected. Start burgee dev again.'));
byId('search').addEventListener('input', show);
byId('reset').addEventListener('click', () => void send('api/dev/flags', 'DELETE'));

let newest;

/** Shows what the server says now. Resolves once that is shown, or the answer to a later question. */
function refresh() {
  const mine = ask();
  newest = mine;
  return mine;

  async function ask() {
    const response = await fetch('api/dev/flags');
    const answer = await response.json();
    if (newest !== mine) return newest;
    board = answer;
    say('');
    show();
  }
}

function say(text) {
  byId('connection').textContent = text;
}

function show() {
  const { file, environment, problem, flags } = board;
  byId('file').textContent = file;
  byId('environment').textContent = environment;
  byId('problem').textContent = problem && `${problem} The flags below were read before.`;
  byId('problem').hidden = !problem;
  byId('reset').disabled = !flags.some(isSet);
  const search = byId('search').value.trim().toLowerCase();
  const found = flags.filter(({ key, description }) => `${key} ${description}`.toLowerCase().includes(search));
  byId('empty').hidden = found.length > 0;
  byId('empty').textContent = flags.length > 0 ? 'No flag matches.' : `${file} declares no flags.`;
  for (const [key, row] of rows) {
    const flag = flags.find((one) => one.key === key);
    if (flag && shapeOf(flag) === row.shape) continue;
    row.item.remove();
    rows.delete(key);
  }
  for (const flag of flags) {
    const row = rows.get(flag.key) ?? createRow(flag);
    rows.set(flag.key, row);
    row.update(flag);
    row.item.hidden = !found.includes(flag);
  }
  const wanted = flags.map(({ key }) => rows.get(key).item);
  if (wanted.some((item, index) => list.children[index] !== item)) list.replaceChildren(...wanted);
}

const isSet = (flag) => 'value' in flag;
/** A flag of another shape needs another field. */
const shapeOf = ({ type, values }) => JSON.stringify([type, values]);

function createRow(flag) {
  const item = byId('row').content.cloneNode(true).firstElementChild;
  const form = item.querySelector('form');
  const field = FIELDS[flag.values ? 'choice' : flag.type](flag);
  field.element.setAttribute('aria-label', flag.key);
  const wrong = Object.assign(document.createElement('p'), { className: 'wrong', role: 'alert' });
  const reset = button('Reset', 'button');
  reset.setAttribute('aria-label', `Reset ${flag.key}`);
  form.append(field.element, ...(field.isImmediate ? [] : [button('Set', 'submit')]), reset, wrong);
  const place = `api/dev/flags/${encodeURIComponent(flag.key)}`;
  /** Whether the person is typing, or the value is on its way: what arrives must not replace it. */
  let isDirty = false;
  let edits = 0;
  const set = async () => {
    const read = field.read();
    const mine = ++edits;
    isDirty = true;
    wrong.textContent = read.problem ?? (await send(place, 'PUT', { value: read.value })) ?? '';
    if (wrong.textContent !== '') return;
    await refresh();
    // The person has gone on in the meantime.
    if (mine !== edits) return;
    isDirty = false;
    // Even if the value is the same as before, the field shows it as it is stored.
    show();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void set();
  });
  field.element.addEventListener(field.isImmediate ? 'change' : 'input', () => {
    if (field.isImmediate) return void set();
    edits++;
    isDirty = true;
  });
  reset.addEventListener('click', () => {
    isDirty = false;
    wrong.textContent = '';
    void send(place, 'DELETE');
  });
  return {
    item,
    shape: shapeOf(flag),
    update: (latest) => {
      item.className = isSet(latest) ? 'is-set' : '';
      item.querySelector('h2').textContent = latest.key;
      item.querySelector('.description').textContent = latest.description;
      item.querySelector('.state').textContent = stateOf(latest);
      reset.disabled = !isSet(latest);
      if (!isDirty) field.write(latest);
    },
  };
}

function stateOf(flag) {
  const fallback = 'fallback' in flag ? JSON.stringify(flag.fallback) : 'computed in the code';
  return isSet(flag) ? `Set to ${JSON.stringify(flag.value)}. The fallback is ${fallback}.` : `Fallback: ${fallback}`;
}

/** The value to show. */
const shown = (flag) => (isSet(flag) ? flag.value : flag.fallback);

/** The field of each type of flag: how it shows a value, and how it reads one. */
const FIELDS = {
  boolean: () => {
    const element = input('checkbox');
    element.setAttribute('role', 'switch');
    return {
      element,
      isImmediate: true,
      write: (flag) => (element.checked = shown(flag) === true),
      read: () => ({ value: element.checked }),
    };
  },
  choice: ({ values }) => {
    const element = document.createElement('select');
    element.append(...values.map((value, index) => new Option(String(value), String(index))));
    return {
      element,
      isImmediate: true,
      write: (flag) => (element.value = String(values.indexOf(shown(flag)))),
      read: () => ({ value: values[Number(element.value)] }),
    };
  },
  number: () => {
    const element = input('number');
    element.step = 'any';
    return {
      element,
      write: (flag) => (element.value = String(shown(flag) ?? '')),
      read: () => (element.value === '' ? { problem: 'Type a number.' } : { value: element.valueAsNumber }),
    };
  },
  string: () => {
    const element = input('text');
    return {
      element,
      write: (flag) => (element.value = shown(flag) ?? ''),
      read: () => ({ value: element.value }),
    };
  },
  json: () => {
    const element = Object.assign(document.createElement('textarea'), { rows: 4, spellcheck: false });
    return {
      element,
      write: (flag) => (element.value = JSON.stringify(shown(flag) ?? {}, null, 2)),
      read: () => readJson(element.value),
    };
  },
};

function readJson(text) {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: `This is not JSON: ${error.message}` };
  }
}

function input(type) {
  return Object.assign(document.createElement('input'), { type, autocomplete: 'off' });
}

function button(text, type) {
  return Object.assign(document.createElement('button'), { textContent: text, type });
}

/** Returns the problem, if there is one. The stream then brings the change. */
async function send(path, method, body) {
  try {
    const response = await fetch(path, {
      method,
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (response.ok) return undefined;
    const { details, title } = await response.json();
    return details?.[0] ? `The value ${details[0].message}.` : title;
  } catch {
    return 'burgee dev does not answer. Start it again.';
  }
}
