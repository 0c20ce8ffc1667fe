import type { App } from '@slack/bolt';

/** Slack's Web API client, as Bolt hands it over. */
export type WebClient = App['client'];
