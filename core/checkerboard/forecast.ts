import type { ParameterValue } from '../tensor/parameters';
