import { remedyAction } from './action.ts';

export default remedyAction('validate-credentials', 'operator');
