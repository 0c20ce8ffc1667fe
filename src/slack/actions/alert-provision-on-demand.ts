import { remedyAction } from './action.ts';

export default remedyAction('provision-on-demand', 'operator');
