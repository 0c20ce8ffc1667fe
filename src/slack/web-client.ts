import type bolt from '@slack/bolt';

/** Slack's Web API client, as Bolt hands it over. */
export type WebClient = bolt.App['client'];
