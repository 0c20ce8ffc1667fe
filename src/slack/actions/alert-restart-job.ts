import { remedyAction } from './action.ts';

export default remedyAction('restart-job', 'admin');
