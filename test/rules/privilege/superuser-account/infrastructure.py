# Roles that may do everything, in clouds, clusters and databases.
import boto3
import psycopg2
from google.cloud import resourcemanager
from kubernetes import client
from sqlalchemy import create_engine, text

OWNER = 'roles/owner'  # expect: superuser-account [The file hands out the Google Cloud role `roles/owner`]
BINDING = {
    'roleRef': {'kind': 'ClusterRole', 'name': 'cluster-admin'},  # expect: superuser-account [`cluster-admin`]
}


def test_aws():
    iam = boto3.client('iam')
    iam.attach_role_policy(
        RoleName='tests',
        PolicyArn='arn:aws:iam::aws:policy/AdministratorAccess',  # expect: superuser-account [`test_aws` hands out the AWS policy] (information)
    )


def test_kubernetes():
    client.RbacAuthorizationV1Api().create_cluster_role_binding(
        client.V1RoleRef(kind='ClusterRole', name='cluster-admin')  # expect: superuser-account
    )


def test_grant(connection):
    connection.execute(text('GRANT ALL PRIVILEGES ON DATABASE shop TO tests'))  # expect: superuser-account (hint)


def test_role(cursor):
    cursor.execute('CREATE ROLE tests WITH LOGIN SUPERUSER')  # expect: superuser-account [a database superuser] (hint)


def test_remote_database():
    engine = create_engine('postgresql+psycopg2://postgres:pw@db.acme.dev/shop')  # expect: superuser-account [the database superuser `postgres`] (information)
    assert engine.connect()


def test_local_database():
    with psycopg2.connect(host='localhost', user='postgres', dbname='shop') as connection:  # expect: superuser-account (hint)
        assert connection.status


def test_google(project):
    resourcemanager.ProjectsClient().set_iam_policy(project, [{'role': OWNER}])
