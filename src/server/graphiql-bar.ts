/**
 * A bar above GraphiQL: who asks, how long the answer took and how long it is, and a link to what is in the editor.
 * Knows how a page asks and signs in; who there is, and what is asked for it, the page's settings say.
 */
export interface ViewerChooser {
  /** Accounts that anybody may sign in to, by what they are called. */
  readonly accounts: readonly {
    readonly name: string;
    readonly variables: Readonly<Record<string, string>>;
  }[];
  /** The operation that gives a token for the variables of an account, and where in its data the token is. */
  readonly signIn: { readonly query: string; readonly path: readonly string[] };
  /** The operation that tells who asks, and where in its data the name is. */
  readonly whoAmI: { readonly query: string; readonly path: readonly string[] };
}

/** @param token that is sent until somebody else is chosen; without one no accounts are offered */
export function graphiqlBar(chooser: ViewerChooser, token: string | undefined): string {
  const { accounts, signIn, whoAmI } = chooser;
  const settings = { accounts: token === undefined ? [] : accounts, signIn, whoAmI, token: token ?? null };
  // Inside of a script element.
  const data = JSON.stringify(settings).replaceAll('<', '\\u003c');
  return `<style>${style}</style><script>(${script})(${data});</script>`;
}

const style = `
  body { display: flex; flex-direction: column; height: 100vh; margin: 0; }
  #root { flex: 1; min-height: 0; height: auto !important; }
  #root .graphiql-container { height: 100% !important; }
  #viewer-bar { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; padding: 5px 12px;
    font: 13px/1.4 system-ui, sans-serif; color: #3b4b68; background: #f0f1f4; }
  #viewer-bar :is(select, input, button) { font: inherit; padding: 2px 6px; }
  #viewer-bar .answer { margin-left: auto; }
  #viewer-bar .narrow { display: none; flex-basis: 100%; }
  .graphiql-doc-explorer-header { flex-wrap: wrap; gap: 8px; }
  .graphiql-doc-explorer-header .graphiql-doc-explorer-search { min-width: 190px; }
  @media (max-width: 700px) { #viewer-bar .narrow { display: block; } }
`;

/** Runs in the browser before GraphiQL, which takes \`fetch\` and the tabs as it finds them. */
const script = `settings => {
  const kept = 'graphiql-viewer';
  const read = key => JSON.parse(sessionStorage.getItem(key) ?? 'null');
  let chosen = read(kept) ?? { name: settings.token ? settings.accounts[0]?.name : 'Nobody', token: settings.token };
  const send = window.fetch.bind(window);
  const at = (data, path) => path.reduce((value, key) => value?.[key], data);
  const ask = async (query, variables, token) => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: 'Bearer ' + token } : {}) };
    const body = JSON.stringify({ query, variables });
    const { data, errors } = await (await send(location.pathname, { method: 'POST', headers, body })).json();
    if (errors) throw new Error(errors[0].message);
    return data;
  };
  const show = (name, text) => {
    const element = document.querySelector('#viewer-bar .' + name);
    if (element) element.textContent = text;
  };

  // Whoever is said in the Headers asks, however the header is written; otherwise whoever is chosen.
  window.fetch = async (resource, init = {}) => {
    const headers = new Headers(init.headers);
    const isOwn = headers.has('authorization');
    if (!isOwn && chosen.token) headers.set('authorization', 'Bearer ' + chosen.token);
    const started = performance.now();
    const response = await send(resource, { ...init, headers });
    if (!String(init.body ?? resource).includes('IntrospectionQuery')) {
      response.clone().arrayBuffer().then(bytes => {
        const ms = Math.round(performance.now() - started);
        const size = bytes.byteLength < 1000 ? bytes.byteLength + ' B' : (bytes.byteLength / 1000).toFixed(1) + ' kB';
        show('answer', response.status + ' · ' + ms + ' ms · ' + size);
        if (isOwn) show('who', 'asked as the Headers say');
        else void tellWho();
      }, () => {});
    }
    return response;
  };

  async function tellWho() {
    try {
      const name = at(await ask(settings.whoAmI.query, {}, chosen.token), settings.whoAmI.path);
      show('who', name ? 'signed in as ' + name : chosen.token ? 'the token is of nobody' : 'not signed in');
    } catch (error) {
      show('who', error.message);
    }
  }

  async function choose(name) {
    const account = settings.accounts.find(each => each.name === name);
    try {
      const token = account
        ? at(await ask(settings.signIn.query, account.variables), settings.signIn.path)
        : name === 'A token' ? document.querySelector('#viewer-bar input').value.trim() : null;
      chosen = { name, token };
      sessionStorage.setItem(kept, JSON.stringify(chosen));
      await tellWho();
    } catch (error) {
      show('who', error.message);
    }
  }

  // A link has the document and the variables of a tab; it opens as a tab of its own.
  const tabs = 'graphiql:tabState';
  const asked = new URLSearchParams(location.search);
  const state = JSON.parse(localStorage.getItem(tabs) ?? '{"tabs":[],"activeTabIndex":0}');
  if (asked.has('query')) {
    const [query, variables] = [asked.get('query'), asked.get('variables')];
    state.tabs = state.tabs.filter(tab => tab.query !== query || tab.variables !== variables);
    state.tabs.push({ id: crypto.randomUUID(), hash: null, title: 'Link', query, variables, headers: null, operationName: null, response: null });
    state.activeTabIndex = state.tabs.length - 1;
    localStorage.setItem(tabs, JSON.stringify(state));
    history.replaceState(null, '', location.pathname);
  }
  // GraphiQL opens the tab that has these texts, and an empty one where none has.
  const { [state.activeTabIndex]: active } = state.tabs;
  for (const name of active ? ['query', 'variables', 'headers'] : []) {
    if (active[name]) localStorage.setItem('graphiql:' + name, active[name]);
    else localStorage.removeItem('graphiql:' + name);
  }
  async function copyLink(button) {
    const now = JSON.parse(localStorage.getItem(tabs) ?? '{}');
    const { query, variables } = now.tabs?.[now.activeTabIndex] ?? {};
    const link = new URL(location.pathname, location.href);
    if (query) link.searchParams.set('query', query);
    if (variables) link.searchParams.set('variables', variables);
    try {
      await navigator.clipboard.writeText(link.href);
      button.textContent = 'Copied';
    } catch {
      window.prompt('The link', link.href);
    }
  }

  document.addEventListener('DOMContentLoaded', () => {
    const bar = document.createElement('div');
    bar.id = 'viewer-bar';
    bar.innerHTML = '<label>Ask as <select></select></label><input hidden aria-label="Token" placeholder="Token" autocomplete="off">' +
      '<span class="who" role="status"></span><span class="answer" role="status"></span>' +
      '<button type="button">Copy link</button><span class="narrow">GraphiQL needs a wider window: 700 pixels at least.</span>';
    const [select, input, button] = ['select', 'input', 'button'].map(name => bar.querySelector(name));
    for (const name of [...settings.accounts.map(each => each.name), 'Nobody', 'A token']) select.add(new Option(name));
    select.value = chosen.name;
    input.hidden = select.value !== 'A token';
    select.onchange = () => {
      input.hidden = select.value !== 'A token';
      if (input.hidden) void choose(select.value);
      else input.focus();
    };
    input.onchange = () => void choose('A token');
    button.onclick = () => void copyLink(button);
    document.body.prepend(bar);
    void tellWho();
  });
}`;
