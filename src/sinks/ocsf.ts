import type { SinkAction } from '../domain/alert.ts';
import type { Severity } from '../domain/finding.ts';
import { clip } from './clip.ts';
import type { Delivery } from './sink.ts';

/** OCSF 1.8: 1.9 is not released and renames classes. */
const VERSION = '1.8.0';
const FINDINGS = 2;
const DETECTION_FINDING = 2004;

const severities: Readonly<Record<Severity, readonly [id: number, name: string]>> = {
  critical: [5, 'Critical'],
  high: [4, 'High'],
  medium: [3, 'Medium'],
  low: [2, 'Low'],
};
const activities: Readonly<Record<SinkAction, readonly [id: number, name: string]>> = {
  trigger: [1, 'Create'],
  acknowledge: [2, 'Update'],
  resolve: [3, 'Close'],
};
const statuses: Readonly<Record<SinkAction, readonly [id: number, name: string]>> = {
  trigger: [1, 'New'],
  acknowledge: [2, 'In Progress'],
  resolve: [4, 'Resolved'],
};

/**
 * An alert as an OCSF Detection Finding. Who it concerns (the samples) and who took it on stay with Lockstep: log
 * collectors keep things for years. The same delivery gives the same `metadata.uid`.
 */
export function toOcsf({ id, action, alert, at }: Delivery): Readonly<Record<string, unknown>> {
  const [severityId, severity] = severities[alert.severity];
  const [activityId, activity] = activities[action];
  const [statusId, status] = statuses[action];
  return {
    class_uid: DETECTION_FINDING,
    class_name: 'Detection Finding',
    category_uid: FINDINGS,
    category_name: 'Findings',
    activity_id: activityId,
    activity_name: activity,
    type_uid: DETECTION_FINDING * 100 + activityId,
    severity_id: severityId,
    severity,
    status_id: statusId,
    status,
    time: at.getTime(),
    start_time: alert.firstAt.getTime(),
    end_time: (alert.resolvedAt ?? alert.lastAt).getTime(),
    count: alert.count,
    message: clip(alert.message, 4096),
    metadata: { version: VERSION, uid: id, product: { name: 'Lockstep', vendor_name: 'Lockstep' } },
    finding_info: {
      uid: alert.fingerprint,
      title: clip(alert.title, 512),
      desc: clip(alert.message, 4096),
      first_seen_time: alert.firstAt.getTime(),
      last_seen_time: alert.lastAt.getTime(),
      analytic: { type_id: 1, type: 'Rule', uid: alert.detection },
    },
    remediation: { desc: clip(alert.fix, 2048) },
    // What OCSF has no word for.
    unmapped: { connection: alert.connection, alert_id: alert.id, round: alert.relapses },
  };
}
