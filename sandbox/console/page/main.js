import { renderBlocks } from './blocks.js';
import { h, post } from './dom.js';
import { showModal } from './modal.js';
import { mrkdwn, plain } from './mrkdwn.js';
import { renderPager } from './pager.js';

const $ = (selector) => document.querySelector(selector);
const app = 'app';
const place = {
  person: localStorage.getItem('person') ?? '',
  where: localStorage.getItem('where') ?? 'C0REPORTS',
  tab: 'home',
};
const seen = new Map();
/** Threads that somebody unfolded, by the time stamp of their head. */
const unfolded = new Set();
const history = [];
let state;
let at = 0;

const suggestions = ['/idp help', '/idp check', '/idp status', '/idp report'];

/** Done when the person chosen last is shown; what is typed before waits, or it would be sent as the one before. */
let switched = Promise.resolve();

async function refresh() {
  const person = place.person;
  const response = await fetch(`/api/state?person=${encodeURIComponent(person)}`);
  const answer = await response.json();
  // Asked for the one before: taking it would switch back.
  if (person !== place.person) return;
  state = answer;
  place.person = state.person;
  render();
}

let waiting = false;
let again = false;
/** Many changes at once are one request. */
async function refreshSoon() {
  if (waiting) {
    again = true;
    return;
  }
  waiting = true;
  do {
    again = false;
    await refresh().catch(() => {});
  } while (again);
  waiting = false;
}

function render() {
  const names = new Map([...state.people, state.bot, ...state.channels].map(({ id, name }) => [id, name]));
  const act = async (click) => {
    trouble('');
    await post('click', { person: state.person, click }).catch((error) => trouble(explain(error)));
  };
  renderStatus();
  renderPeople();
  renderChannels();
  renderStage(names, act);
  renderPager($('#pager'), state.incidents, { person: state.person, trouble });
  renderLevers();
  showModal(state.modal, { person: state.person, names, act });
}

function renderStatus() {
  const { connections, okta, entra } = state.status;
  const words =
    connections === 0 ? 'no socket open' : `${connections} socket${connections === 1 ? '' : 's'} open`;
  $('#connection').replaceChildren(h('i', { class: connections === 0 ? 'dot off' : 'dot' }), ` ${words}`);
  $('#connection').title = `Requests so far: Okta ${okta}, Entra ${entra}`;
}

function renderPeople() {
  const select = $('#person');
  const key = state.people.map(({ id, kind }) => id + kind).join();
  if (select.dataset.key !== key) {
    select.dataset.key = key;
    const option = ({ id, name, kind }) =>
      h('option', { value: id }, kind === 'member' ? name : `${name} (${kind})`);
    select.replaceChildren(
      h('optgroup', { label: 'Acme' }, state.people.filter(({ resident }) => resident).map(option)),
      h('optgroup', { label: 'Others' }, state.people.filter(({ resident }) => !resident).map(option)),
    );
  }
  select.value = state.person;
}

function renderChannels() {
  const item = (id, words, mark) => {
    const messages = visible(id === app ? state.direct : id);
    const fresh = messages.length - (seen.get(id) ?? messages.length);
    if (!seen.has(id) || id === place.where) seen.set(id, messages.length);
    const current = id === place.where;
    return h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          'data-testid': `channel-${id === app ? state.direct : id}`,
          'aria-current': current ? 'page' : undefined,
          class: fresh > 0 && !current ? 'unread' : '',
          onclick: () => go(id),
        },
        h('span', { class: 'mark', 'aria-hidden': 'true' }, mark),
        words,
        fresh > 0 && !current
          ? h('span', { class: 'badge', 'aria-label': `${fresh} new` }, String(fresh))
          : null,
      ),
    );
  };
  const focused = document.activeElement?.dataset?.testid;
  $('#channels').replaceChildren(
    ...state.channels.map(({ id, name, private: closed, shared }) =>
      item(id, shared ? `${name} (shared)` : name, closed ? '🔒' : '#'),
    ),
  );
  $('#apps').replaceChildren(item(app, 'Lockstep', '◆'));
  if (focused?.startsWith('channel-')) $(`[data-testid="${focused}"]`)?.focus();
}

function visible(channel) {
  const own = state.ephemerals
    .filter((message) => message.channel === channel)
    .map((message) => ({ ...message, fleeting: true }));
  return [...(state.messages[channel] ?? []), ...own].sort((a, b) => a.ts.localeCompare(b.ts));
}

function renderStage(names, act) {
  const atApp = place.where === app;
  const channel = state.channels.find(({ id }) => id === place.where);
  $('#title').textContent = atApp ? 'Lockstep' : `${channel?.private ? '🔒 ' : '# '}${channel?.name ?? ''}`;
  $('#tabs').hidden = !atApp;
  for (const tab of ['home', 'messages'])
    $(`#tab-${tab}`).setAttribute('aria-selected', String(place.tab === tab));
  const home = atApp && place.tab === 'home';
  $('#compose').hidden = home;
  $('#composer').placeholder = `Message ${$('#title').textContent}, or type a command`;
  const stream = $('#stream');
  const newest = stream.lastElementChild;
  const elsewhere = stream.dataset.where !== placeKey();
  const nearEnd =
    elsewhere || newest === null || topIn(stream, newest) < stream.scrollTop + stream.clientHeight;
  const content = home ? renderHome(names, act) : renderMessages(names, act);
  // Rendering again what is there already would take the focus and an open menu away.
  const print = JSON.stringify([placeKey(), home ? state.home : visible(channelId()), [...unfolded]]);
  if (stream.dataset.print === print) return;
  stream.dataset.print = print;
  stream.dataset.where = placeKey();
  const focused = document.activeElement;
  const again = stream.contains(focused) && focused.dataset.testid;
  const ts = focused?.closest?.('[data-ts]')?.dataset.ts;
  stream.replaceChildren(...content);
  // Whoever works with the keyboard stays where they were.
  const spot = ts === undefined ? stream : (stream.querySelector(`[data-ts="${ts}"]`) ?? stream);
  if (again) (spot.querySelector(`[data-testid="${CSS.escape(again)}"]`) ?? $('#composer')).focus();
  if (home) stream.scrollTop = 0;
  else if (nearEnd && !folding) stream.scrollTop = topIn(stream, stream.lastElementChild) - 8;
}

/** So that the head of a long message is read first; a short one at the end leaves nothing below it anyway. */
const topIn = (stream, element) =>
  element.getBoundingClientRect().top - stream.getBoundingClientRect().top + stream.scrollTop;

const placeKey = () => [state.person, place.where, place.tab].join();
const channelId = () => (place.where === app ? state.direct : place.where);

function renderHome(names, act) {
  if (state.home === null)
    return [empty('Nothing here yet', 'Lockstep publishes its Home when you open this tab.')];
  const click = (actionId, value) => act({ actionId, value });
  return [
    h(
      'div',
      { class: 'home', 'data-testid': 'home' },
      renderBlocks(state.home.blocks, { names, act: click }),
    ),
  ];
}

function renderMessages(names, act) {
  const all = visible(channelId());
  const roots = all.filter(
    ({ thread_ts, ts }) =>
      thread_ts === undefined || thread_ts === ts || !all.some((each) => each.ts === thread_ts),
  );
  if (roots.length === 0) return [empty('Quiet so far', 'Say something, or try one of the commands below.')];
  return roots.map((message) => {
    const replies = all.filter(({ thread_ts, ts }) => thread_ts === message.ts && ts !== message.ts);
    return h(
      'div',
      { class: 'topic', 'data-ts': message.ts },
      renderMessage(message, names, act),
      replies.length > 0 && renderThread(message, replies, names, act),
    );
  });
}

let folding = false;
/** Folded, as in Slack: a report's details would hide its head. */
function renderThread({ ts }, replies, names, act) {
  const open = unfolded.has(ts);
  const toggle = () => {
    if (!unfolded.delete(ts)) unfolded.add(ts);
    folding = true;
    render();
    folding = false;
  };
  return h(
    'div',
    { class: 'replies' },
    h(
      'button',
      {
        type: 'button',
        class: 'fold',
        'data-testid': 'thread-toggle',
        'aria-expanded': String(open),
        onclick: toggle,
      },
      `${open ? '▾' : '▸'} ${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`,
    ),
    open &&
      h(
        'div',
        { 'data-testid': 'thread' },
        replies.map((reply) => renderMessage(reply, names, act)),
      ),
  );
}

function renderMessage(message, names, act) {
  const bot = message.bot_id !== undefined;
  const name = names.get(message.user) ?? message.user;
  const click = (actionId, value) => act({ channel: message.channel, ts: message.ts, actionId, value });
  const blocks =
    message.blocks?.length > 0
      ? renderBlocks(message.blocks, { names, act: click })
      : [h('div', { class: 'b-section' }, mrkdwn(message.text, names))];
  const bars = (message.attachments ?? []).map((each) =>
    h(
      'div',
      { class: 'bar', 'data-color': each.color },
      each.blocks
        ? renderBlocks(each.blocks, { names, act: click })
        : mrkdwn(each.text ?? each.fallback ?? '', names),
    ),
  );
  for (const bar of bars) bar.style.setProperty('--bar', bar.dataset.color ?? 'var(--line)');
  return h(
    'article',
    {
      class: `message${message.fleeting ? ' fleeting' : ''}`,
      'data-testid': 'message',
      'data-ts': message.ts,
      'data-ephemeral': message.fleeting ? 'true' : undefined,
    },
    avatar(name, bot),
    h(
      'div',
      { class: 'body' },
      message.fleeting && h('p', { class: 'only' }, 'Only visible to you'),
      h(
        'header',
        {},
        h('strong', {}, plain(name)),
        bot && h('span', { class: 'tag' }, 'APP'),
        h('time', {}, clock(message.ts)),
        message.edited && h('span', { class: 'muted' }, '(edited)'),
      ),
      (message.blocks?.length > 0 || message.text !== '') && blocks,
      bars,
      (message.files ?? []).map((file) =>
        h(
          'div',
          { class: 'file' },
          `📄 ${file.title ?? file.name}`,
          h('span', { class: 'muted' }, ` ${file.size ?? ''} bytes`),
        ),
      ),
    ),
  );
}

function avatar(name, bot) {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  const element = h(
    'span',
    { class: bot ? 'avatar bot' : 'avatar', 'aria-hidden': 'true' },
    bot
      ? '◆'
      : name
          .split(' ')
          .map((word) => word[0])
          .slice(0, 2)
          .join(''),
  );
  element.style.setProperty('--hue', String(hue));
  return element;
}

const clock = (ts) =>
  new Date(Number(ts) * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
const empty = (title, words) => h('div', { class: 'empty' }, h('strong', {}, title), h('p', {}, words));

const sides = [
  ['okta', 'Okta'],
  ['entra', 'Microsoft Entra ID'],
  ['slack', 'Slack'],
];

function renderLevers() {
  const focused = document.activeElement?.id;
  const groups = sides.map(([side, title]) =>
    h(
      'section',
      { class: 'tenant' },
      h(
        'h3',
        {},
        h('i', {
          class: state.levers.some((each) => each.side === side && each.undoable && each.pulled)
            ? 'dot off'
            : 'dot',
        }),
        title,
        side === 'slack'
          ? ''
          : h('span', { class: 'muted' }, `${state.status[side].toLocaleString()} requests`),
      ),
      state.levers.filter((each) => each.side === side).map(renderLever),
    ),
  );
  const print = JSON.stringify([state.levers, state.status]);
  if ($('#levers').dataset.print === print) return;
  $('#levers').dataset.print = print;
  $('#levers').replaceChildren(...groups);
  if (focused) document.getElementById(focused)?.focus();
}

function renderLever({ id, title, what, undoable, pulled }) {
  const active = pulled !== null && undoable;
  const pull = (undo) =>
    post(`levers/${id}`, { undo }).then(
      () => trouble(''),
      (error) => trouble(error.message),
    );
  return h(
    'div',
    { class: active ? 'lever active' : 'lever' },
    h('div', {}, h('strong', {}, title), h('p', {}, pulled ?? what)),
    h(
      'button',
      {
        type: 'button',
        id: `lever-${id}`,
        'data-testid': `lever-${id}`,
        'aria-pressed': undoable ? String(active) : undefined,
        'aria-label': `${active ? 'Fix' : 'Do'}: ${title}`,
        class: active ? 'primary' : '',
        onclick: () => pull(active),
      },
      active ? 'Fix' : 'Do it',
    ),
  );
}

function go(where) {
  place.where = where;
  localStorage.setItem('where', where);
  trouble('');
  if (where === app && place.tab === 'home') openHome();
  render();
}

function openHome() {
  place.tab = 'home';
  post('home', { person: state.person }).catch((error) => trouble(explain(error)));
  render();
}

function trouble(words) {
  $('#trouble').textContent = words;
  $('#trouble').hidden = words === '';
}

/** What Slack itself would say to the person. */
function explain(error) {
  if (error.message.startsWith('dispatch_failed'))
    return `That failed because the app did not respond (${error.message}).`;
  if (error.message.startsWith('operation_timeout'))
    return 'That failed because the app did not respond within three seconds (operation_timeout).';
  return error.message;
}

async function send(event) {
  event?.preventDefault();
  const words = $('#composer').value.trim();
  if (words === '') return;
  history.push(words);
  at = history.length;
  $('#composer').value = '';
  trouble('');
  await switched;
  await post('send', { person: state.person, channel: channelId(), words }).catch((error) =>
    trouble(explain(error)),
  );
}

function recall(event) {
  if (event.key === 'Enter' && !event.shiftKey) return send(event);
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  if (event.target.value !== '' && event.target.value !== history[at]) return;
  event.preventDefault();
  at = Math.max(0, Math.min(history.length, at + (event.key === 'ArrowUp' ? -1 : 1)));
  event.target.value = history[at] ?? '';
}

$('#compose').addEventListener('submit', send);
$('#composer').addEventListener('keydown', recall);
$('#tab-home').addEventListener('click', openHome);
$('#tab-messages').addEventListener('click', () => {
  place.tab = 'messages';
  render();
});
$('#person').addEventListener('change', (event) => {
  place.person = event.target.value;
  localStorage.setItem('person', place.person);
  seen.clear();
  trouble('');
  switched = refresh().then(
    () => place.where === app && place.tab === 'home' && openHome(),
    (error) => trouble(error.message),
  );
});
$('#chips').replaceChildren(
  ...suggestions.map((words) =>
    h(
      'button',
      {
        type: 'button',
        class: 'chip',
        onclick: () => {
          $('#composer').value = words;
          $('#composer').focus();
        },
      },
      words,
    ),
  ),
);

new EventSource('/events').addEventListener('change', refreshSoon);
await refreshSoon();
