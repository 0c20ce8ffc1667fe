import { randomUUID } from 'node:crypto';
import type { FoundElement } from './find-element.ts';
import { elementState } from './find-element.ts';
import { identity } from './identity.ts';
import type { Json } from './json.ts';
import { outward } from './methods/chat.ts';
import { outwardView } from './methods/views.ts';
import type { Channel, Message, SlackUser, View } from './world.ts';

/** What Slack sends to an app: https://docs.slack.dev/interactivity and /apis/events-api */
const token = 'sandbox-verification-token';
const team = { id: identity.teamId, domain: identity.teamDomain } as const;

export function commandPayload(
  user: SlackUser,
  channel: Channel,
  words: {
    readonly command: string;
    readonly text: string;
    readonly triggerId: string;
    readonly responseUrl: string;
  },
): Json {
  return {
    token,
    team_id: identity.teamId,
    team_domain: identity.teamDomain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: user.id,
    user_name: user.name,
    command: words.command,
    text: words.text,
    api_app_id: identity.appId,
    // A string here and a boolean in interactions.
    is_enterprise_install: 'false',
    response_url: words.responseUrl,
    trigger_id: words.triggerId,
  };
}

function interaction(user: SlackUser, type: string): Json {
  return {
    type,
    token,
    user: { id: user.id, username: user.name, name: user.name, team_id: user.team_id },
    api_app_id: identity.appId,
    team,
    enterprise: null,
    is_enterprise_install: false,
  };
}

export interface ClickedMessage {
  readonly channel: Channel;
  readonly message: Message;
  readonly ephemeral: boolean;
  readonly responseUrl: string;
  readonly triggerId: string;
  readonly actionTs: string;
}

export function actionPayload(
  user: SlackUser,
  { block, element }: FoundElement,
  value: string | readonly string[] | undefined,
): (
  at: ClickedMessage | { readonly view: View; readonly triggerId: string; readonly actionTs: string },
) => Json {
  return (at) => {
    const action = {
      ...elementState(element, element.type === 'button' ? undefined : value),
      ...(element.type === 'button'
        ? { text: element.text, value: element.value, style: element.style }
        : {}),
      action_id: element.action_id,
      block_id: block.block_id,
      action_ts: at.actionTs,
    };
    const head = { ...interaction(user, 'block_actions'), trigger_id: at.triggerId, actions: [action] };
    if ('view' in at) {
      const container = { type: 'view', view_id: at.view.id };
      return { ...head, container, view: outwardView(at.view), response_urls: [] };
    }
    const { channel, message, ephemeral } = at;
    return {
      ...head,
      container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: ephemeral },
      channel: { id: channel.id, name: channel.name },
      // An ephemeral message is not repeated to the app.
      ...(ephemeral ? {} : { message: outward(message) }),
      state: { values: {} },
      response_url: at.responseUrl,
    };
  };
}

/** Somebody types into a menu that the app fills: no trigger, and no response URL. */
export function suggestionPayload(
  user: SlackUser,
  { block, element }: FoundElement,
  { view, value }: { readonly view: View; readonly value: string },
): Json {
  return {
    ...interaction(user, 'block_suggestion'),
    container: { type: 'view', view_id: view.id },
    action_id: element.action_id,
    block_id: block.block_id,
    value,
    view: outwardView(view),
  };
}

export function viewPayload(user: SlackUser, view: View, triggerId: string): Json {
  return {
    ...interaction(user, 'view_submission'),
    trigger_id: triggerId,
    view: outwardView(view),
    response_urls: [],
  };
}

export function viewClosedPayload(user: SlackUser, view: View): Json {
  return { ...interaction(user, 'view_closed'), view: outwardView(view), is_cleared: false };
}

export function eventPayload(event: Json, now: number): Json {
  return {
    token,
    team_id: identity.teamId,
    api_app_id: identity.appId,
    event,
    type: 'event_callback',
    event_id: `Ev${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`,
    event_time: Math.floor(now / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: identity.teamId,
        user_id: identity.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: '4-sandbox',
  };
}
