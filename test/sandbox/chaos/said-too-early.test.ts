import { webApi } from '@slack/bolt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { saidTooEarly } from '../../../sandbox/chaos/said-too-early.ts';
import { type Membership, truthOf } from '../../../sandbox/chaos/truth.ts';
import { type SlackWorkspace, startSlack } from '../../../sandbox/slack/server.ts';
import type { StandIn } from '../../../sandbox/stand-in.ts';
import { REQUESTS } from '../../../sandbox/talk.ts';
import { cast, groups } from '../../../sandbox/tenant/cast.ts';
import { type Company, createCompany } from '../../../sandbox/tenant/company.ts';
import { addMember, removeMember } from '../../../sandbox/tenant/okta-changes.ts';
import { byLockstep, grantOf, membershipOfGrace, minutes } from './grace.ts';

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const card = {
  channel: REQUESTS,
  text: `active: ${groups.okta.vpn} for ${cast.grace.email}`,
  blocks: [section('grant_0a')],
};
const tooEarly = [`"${card.text}" of grant_0a was said before it was listed`];

let company: Company;
let slack: StandIn & SlackWorkspace;
let web: webApi.WebClient;
let membership: Membership;
let early: ReturnType<typeof saidTooEarly>;

beforeEach(async () => {
  company = createCompany();
  slack = await startSlack(company);
  web = new webApi.WebClient(slack.credentials.botToken, { slackApiUrl: slack.apiUrl });
  membership = membershipOfGrace(company);
  early = saidTooEarly({ company, slack }, truthOf({ company }));
});
afterEach(async () => await slack.close());

const add = () => addMember(company.okta, membership.groupId, membership.accountId, byLockstep);
const remove = () => removeMember(company.okta, membership.groupId, membership.accountId, byLockstep);
const removed = (removedAt: string) => ({ grants: [grantOf(membership, { removedAt })] });

it('is silent about a member who is listed, and about one who was', async () => {
  add();
  await web.chat.postMessage(card);
  remove();
  await web.chat.postMessage(card);

  expect(early({ grants: [] })).toEqual([]);
});

it('notices what is said before anybody is there', async () => {
  await web.chat.postMessage(card);
  add();

  expect(early({ grants: [] })).toEqual(tooEarly);
});

it('notices what is said of a member whom lists do not show yet, unless the end of that grant had begun', async () => {
  company.okta.lag.lateMs = Number.POSITIVE_INFINITY;
  add();
  await web.chat.postMessage(card);

  expect(early({ grants: [] })).toEqual(tooEarly);
  expect(early(removed(minutes(1)))).toEqual(tooEarly);
  expect(early(removed(minutes(-1)))).toEqual([]);
});

it('says nothing of other messages', async () => {
  await web.chat.postMessage({ ...card, text: `ended: ${groups.okta.vpn} for ${cast.grace.email}` });

  expect(early({ grants: [] })).toEqual([]);
});
