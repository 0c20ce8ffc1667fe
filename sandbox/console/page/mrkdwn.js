import { h } from './dom.js';

const emoji = {
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  x: '❌',
  warning: '⚠️',
  rotating_light: '🚨',
  red_circle: '🔴',
  large_orange_circle: '🟠',
  large_yellow_circle: '🟡',
  large_green_circle: '🟢',
  large_blue_circle: '🔵',
  white_circle: '⚪',
  black_circle: '⚫',
  lock: '🔒',
  unlock: '🔓',
  key: '🔑',
  hourglass: '⏳',
  hourglass_flowing_sand: '⏳',
  question: '❓',
  information_source: 'ℹ️',
  no_entry: '⛔',
  bell: '🔔',
  fire: '🔥',
  shield: '🛡️',
  mag: '🔍',
  eyes: '👀',
  tada: '🎉',
  heavy_minus_sign: '➖',
  arrow_right: '➡️',
  link: '🔗',
  wave: '👋',
};

/** Slack's mrkdwn as nodes. `names` turns ids of people and channels into words. */
export function mrkdwn(text, names) {
  return String(text)
    .split(/(```[\s\S]*?```)/)
    .flatMap((part) =>
      part.startsWith('```') ? [h('pre', {}, plain(part.slice(3, -3)))] : lines(part, names),
    );
}

function lines(text, names) {
  const nodes = [];
  for (const [i, line] of text.split('\n').entries()) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote) nodes.push(h('blockquote', {}, inline(quote[1], names)));
    else
      nodes.push(
        ...(i > 0 && nodes.at(-1)?.nodeName !== 'BLOCKQUOTE' ? [h('br')] : []),
        ...inline(line, names),
      );
  }
  return nodes;
}

const marks = [
  [/`([^`]+)`/, (found) => h('code', {}, plain(found[1]))],
  [/<([^<>]+)>/, (found, names) => reference(found[1], names)],
  [
    /(?<![\w*])\*(?!\s)([^*\n]+?)(?<!\s)\*(?![\w*])/,
    (found, names) => h('strong', {}, inline(found[1], names)),
  ],
  [/(?<![\w_])_(?!\s)([^_\n]+?)(?<!\s)_(?![\w_])/, (found, names) => h('em', {}, inline(found[1], names))],
  [/(?<![\w~])~(?!\s)([^~\n]+?)(?<!\s)~(?![\w~])/, (found, names) => h('s', {}, inline(found[1], names))],
];

function inline(text, names) {
  let first;
  for (const [pattern, make] of marks) {
    const found = pattern.exec(text);
    if (found && (first === undefined || found.index < first.found.index)) first = { found, make };
  }
  if (first === undefined) return text === '' ? [] : [plain(text)];
  const { found, make } = first;
  const after = text.slice(found.index + found[0].length);
  return [...inline(text.slice(0, found.index), names), make(found, names), ...inline(after, names)];
}

function reference(inside, names) {
  const [target, label] = inside.split('|');
  if (target.startsWith('@'))
    return h('span', { class: 'mention' }, `@${names.get(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target.startsWith('#'))
    return h('span', { class: 'mention' }, `#${names.get(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target.startsWith('!date^')) return date(target.split('^'), label);
  if (target.startsWith('!')) return h('span', { class: 'mention loud' }, `@${label ?? target.slice(1)}`);
  if (/^(https?:|mailto:)/.test(target))
    return h('a', { href: target, rel: 'noreferrer', target: '_blank' }, plain(label ?? target));
  return plain(`<${inside}>`);
}

/** <!date^unix^format|fallback>, in the zone of whoever looks. */
function date([, unix, format = '{date} {time}'], fallback) {
  const when = new Date(Number(unix) * 1000);
  if (Number.isNaN(when.getTime())) return plain(fallback ?? '');
  const time = when.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const day = when.toLocaleDateString([], { day: 'numeric', month: 'short', year: 'numeric' });
  const words = format.replace(/\{date[^}]*\}/g, day).replace(/\{time[^}]*\}/g, time);
  return h('time', { datetime: when.toISOString(), title: fallback ?? '' }, words);
}

/** A text without markup: entities and emoji only. */
export function plain(text) {
  const named = String(text).replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji[name] ?? whole);
  return named.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
