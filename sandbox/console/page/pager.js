import { h, post } from './dom.js';
import { plain } from './mrkdwn.js';

const MOST = 6;
const signs = { triggered: 'dot off', acknowledged: 'dot held', resolved: 'dot' };

/** What on-call sees beside Slack: incidents that are not over first, then the newest. */
export function renderPager(place, incidents, { person, trouble }) {
  place.hidden = incidents === null;
  const print = JSON.stringify([incidents, person]);
  if (place.hidden || place.dataset.print === print) return;
  place.dataset.print = print;
  const focused = document.activeElement?.id;
  const newest = [...incidents].reverse();
  const order = [
    ...newest.filter(({ state }) => state !== 'resolved'),
    ...newest.filter(({ state }) => state === 'resolved'),
  ];
  const rest = order.length - MOST;
  const act = (key, action) =>
    post(`pager/${action}`, { key, person }).then(
      () => trouble(''),
      (error) => trouble(error.message),
    );
  place.replaceChildren(
    h(
      'h3',
      {},
      h('i', { class: order.some(({ state }) => state === 'triggered') ? 'dot off' : 'dot' }),
      'PagerDuty',
      h(
        'span',
        { class: 'muted' },
        `${incidents.length} ${incidents.length === 1 ? 'incident' : 'incidents'}`,
      ),
    ),
    ...order.slice(0, MOST).map((incident) => renderIncident(incident, act)),
    ...(rest > 0 ? [h('p', { class: 'muted' }, `and ${rest} more`)] : []),
    ...(order.length === 0 ? [h('p', { class: 'muted' }, 'Nobody was paged.')] : []),
  );
  if (focused) document.getElementById(focused)?.focus();
}

function renderIncident({ key, title, state }, act) {
  const button = (action, words) =>
    h(
      'button',
      {
        type: 'button',
        id: `pager-${action}-${key}`,
        'data-testid': `pager-${action}`,
        'aria-label': `${words}: ${title}`,
        onclick: () => act(key, action),
      },
      words,
    );
  return h(
    'div',
    { class: state === 'triggered' ? 'lever incident active' : 'lever incident', 'data-testid': 'incident' },
    h('p', {}, h('i', { class: signs[state] }), ` ${state}`),
    h('strong', {}, plain(title)),
    state !== 'resolved' &&
      h(
        'div',
        { class: 'acts' },
        state === 'triggered' && button('acknowledge', 'Acknowledge'),
        button('resolve', 'Resolve'),
      ),
  );
}
