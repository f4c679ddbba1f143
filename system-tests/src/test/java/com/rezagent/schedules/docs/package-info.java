/**
 * Tests of the documentation: runs every curl command and compares the response, and checks that every link and every
 * name exists. Other packages test the behaviour that the documents describe.
 */
package com.rezagent.schedules.docs;
