import { answerAction } from './action.ts';

export default answerAction('no');
