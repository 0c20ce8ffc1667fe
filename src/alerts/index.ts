/** One cause, one alert: raised by detections, said once, edited, acknowledged, and over when the cause is. */
export { acknowledgeAlert } from './acknowledge.ts';
export { alertHears, askAboutAlert } from './ask-about-alert.ts';
export { deliverToSink } from './deliver-sinks.ts';
export { freezeItself } from './freeze-itself.ts';
export { hearSink } from './hear-sink.ts';
export { type Answered, addWords, answerQuestion, type Hearers } from './question.ts';
export { type Asked, askForRemedy, type RemedyAsk } from './remedy.ts';
export { resolveAlert } from './resolve.ts';
export { snoozeAlert } from './snooze.ts';
export { sweepAlerts } from './sweep.ts';
export { testAlert } from './test-alert.ts';
export type { AlertTools, Outcome } from './tools.ts';
export { wakeSenders } from './wake-senders.ts';
